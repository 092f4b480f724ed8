"""Rooms for a class: several tables at once, each a game of its own, played from browsers."""
