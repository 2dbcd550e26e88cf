"""Raw records become calls and usage: formats, endpoints, partners, loading, quarantine."""
