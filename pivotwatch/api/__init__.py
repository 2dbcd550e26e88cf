"""The REST API for governance bots, notebooks and other programs: `api_app` is mounted at /api/v1."""
