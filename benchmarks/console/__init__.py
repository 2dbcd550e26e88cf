"""The console over a large platform: how long pages take while a weekly run goes."""
