"""How sure one may be of what the page shows."""
