"""The verbs that ask something of runs, a verb a file."""
