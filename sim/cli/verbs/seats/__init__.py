"""Verbs about seats at the table."""
