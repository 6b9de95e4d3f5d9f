"""One warm Spark for all jobs of a run: the process that owns it, and the way to talk to that process."""
