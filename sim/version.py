"""The version of the simulator, written into every results folder."""

__version__ = "0.1.0"
