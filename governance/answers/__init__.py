"""The partner's answer: asked by a signed link in a message, kept with the case, decided by a manager."""
