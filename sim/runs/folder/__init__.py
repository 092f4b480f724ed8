"""Runs on disk: a folder of results, written block by block and read only as far as asked."""
