"""A run told as a dated story in which every decision shows what it was decided by."""
