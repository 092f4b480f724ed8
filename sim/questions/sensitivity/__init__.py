"""Which of the uncertain numbers matter, from runs at hand or by design."""
