"""Declare AWS lakehouse pipelines in Python; compile them to Step Functions; run the same document here."""
