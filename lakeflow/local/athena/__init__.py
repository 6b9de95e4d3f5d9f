"""Athena on this machine: SQL in its dialect over the lake's Delta tables, run by DuckDB, refused where Athena would."""
