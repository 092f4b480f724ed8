"""The models of the literature that forecast from positions, power and salience."""
