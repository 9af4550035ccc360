"""Moving in: what another catalogue says of its datasets, read as this portal says it."""
