"""People who sign in to the console: accounts, passwords, roles and sessions."""
