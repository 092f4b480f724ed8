"""What we measure ourselves against; each runs in an environment of its own that the benchmark makes and removes."""
