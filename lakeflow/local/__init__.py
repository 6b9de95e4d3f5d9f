"""Runs tasks on this machine: Glue jobs on Spark, Lambda functions in Python, Athena queries on DuckDB."""
