"""One file to explore a scenario with: no server, no network, the deciding levers played beforehand."""
