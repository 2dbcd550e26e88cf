"""How fast, and how safely, logs become calls."""
