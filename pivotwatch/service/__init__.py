"""The service: tap, scheduler, console and API in one process that owns the store."""
