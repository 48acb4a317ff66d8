"""Use cases: one function is one transaction."""
