"""Jobs of the service as the record knows them: who leads, what is paused, asked for, running, failed."""
