"""What would have happened in these very runs, had something been different from a day on."""
