"""What theory says of a scenario: its numbers as drawn, its parties, its Council."""
