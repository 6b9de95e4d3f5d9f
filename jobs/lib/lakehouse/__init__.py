"""What the jobs of the lakehouse share: deployed beside them, importable without Spark until a table is touched."""
