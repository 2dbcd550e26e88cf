"""Groups of partners with alike profiles: fitting, assigning, choosing, keeping ids stable, lineage.

Pure functions on arrays; reads no database.
"""
