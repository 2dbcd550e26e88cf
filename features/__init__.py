"""Usage becomes profiles: sparse, row-wise min-max normalised. Knows no groups."""
