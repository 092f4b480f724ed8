"""Many runs: playing blocks, tables of results, storage, comparison and questions asked of an ensemble."""
