"""Athena on this machine: its dialect of SQL over Delta tables, run by DuckDB, refused where Athena would."""
