"""What people read who sit in a seat, run a class, or look back at a game."""
