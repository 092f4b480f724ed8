"""Closed forms and classic games that the engine is held against."""
