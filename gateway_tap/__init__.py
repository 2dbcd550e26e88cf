"""Sources that receive records from live gateways, and the durable spool they append to."""
