"""The format of a scenario file: one class a part, one docstring a field."""
