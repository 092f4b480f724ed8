"""What the stages of a process must make sense as: who sits where, what leads where, what is looked forward to."""
