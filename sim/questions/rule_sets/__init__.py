"""A scenario under every choice of rules that it declares: played, weighed, kept in a folder and read back."""
