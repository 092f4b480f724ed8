"""Talks: who sits at the table, how long they last, and the protocols by which a text is sought."""
