"""Seats at the table: people and programs decide for actors, and the same luck tells what would have been."""
