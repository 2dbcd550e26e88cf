"""The resources of the API, one file each; the file holds `routes`."""
