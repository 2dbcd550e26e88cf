"""The jobs of the service, one file each; its name is the job's name."""
