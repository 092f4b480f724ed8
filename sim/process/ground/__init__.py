"""What happens on the ground, beside the talks or after them: unrest, the aftermath, and how an agreement is kept."""
