"""The console: what a partner manager opens on Monday. `web_app` is mounted at /."""
