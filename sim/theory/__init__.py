"""What theory says: solutions, win sets, power, closed-form games and the models people used before."""
