"""Solutions of the bargaining problem: Nash and others, the frontier, the programme behind them."""
