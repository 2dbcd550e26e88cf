"""The pages: one file each, found unasked; a file has `routes`."""
