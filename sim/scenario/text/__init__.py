"""YAML as text: lines, trees, faults of syntax, and writing back."""
