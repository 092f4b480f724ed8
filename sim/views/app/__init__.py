"""The page of two worlds: put one of the questions that decide, and see how the outcomes move with it."""
