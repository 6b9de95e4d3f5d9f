"""Executions that are over, read back from their history events: AWS's own files as well as those of local runs."""
