"""What an actor could do otherwise: change by change, all together, and until nobody would change any more."""
