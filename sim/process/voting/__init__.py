"""Stages in which many vote on a text that lies before them."""
