"""The audit log: append-only, and each entry holds the hash of the one before it.

Whoever changes or removes an entry breaks the chain from there on; `verify_audit` tells where. A row beside
the log says what its newest entry is, so that a tail that was cut off shows, too. Who can rewrite all of the
database could make a new chain: so note the newest hash elsewhere now and then (`audit verify` prints it) and
give it to `verify_audit`. The scheme is the hash chain of Schneier and Kelsey, "Secure Audit Logs to Support
Computer Forensics" (1999), without its per-entry keys.
"""
