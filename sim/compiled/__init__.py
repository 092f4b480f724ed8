"""Twins in machine code of what takes longest: the same bits as the functions of arrays that they stand in for."""
