"""What is uncertain: named streams, the numbers drawn from them, and how some are drawn together."""
