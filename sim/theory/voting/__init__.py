"""Theory of voting: rules, cores, win sets, power and pivots."""
