"""Who decides: the actors as Mesa agents that hold arrays whose last axis is runs."""
