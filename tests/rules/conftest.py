"""One hypothesis profile for all rules: the same examples on every machine, and no deadline."""

from hypothesis import settings

settings.register_profile("rules", max_examples=50, deadline=None, derandomize=True)
settings.load_profile("rules")
