"""Recognition: the community of states, who recognises when, and who withdraws."""
