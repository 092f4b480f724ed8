"""What can be said on the command line: a verb a file."""
