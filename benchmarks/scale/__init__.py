"""How time and memory grow with calls, partners and endpoints."""
