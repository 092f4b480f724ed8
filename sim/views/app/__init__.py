"""The page with sliders: move a number of a scenario and see how the outcomes move with it."""
