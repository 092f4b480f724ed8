"""What one asks of runs: what differs, what matters, what would have been, how well it fits the record."""
