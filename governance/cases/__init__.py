"""Cases: what a manager works on, from the finding that opens one to how it was resolved."""
