"""Policy as code: which finding is followed by what, and why nothing follows from the others."""
