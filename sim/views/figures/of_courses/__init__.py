"""Figures of how runs go: where each of them went, what still lies before them, and who followed when."""
