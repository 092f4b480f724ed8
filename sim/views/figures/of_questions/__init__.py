"""Figures of questions: what differs, what matters, what would have been."""
