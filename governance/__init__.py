"""The partner register and what follows from a finding. Draws no charts."""
