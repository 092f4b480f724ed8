"""Figures of an ensemble of runs."""
