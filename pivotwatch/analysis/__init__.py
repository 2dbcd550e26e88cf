"""What analysts work with in a notebook: frames, figures, and the loop with an expert."""
