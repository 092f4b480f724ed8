"""What the command line shows: tables, options, progress, messages."""
