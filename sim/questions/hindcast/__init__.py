"""How well the runs fit the record: facts, the curve of recognition, scores."""
