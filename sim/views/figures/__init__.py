"""Figures: what each shows, the sheet it is drawn on, and how it stays legible."""
