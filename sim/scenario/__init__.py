"""What is asked: the scenario's format, its reading from YAML, and the chance that it is drawn with."""
