"""Pipelines to state machines: pure, one pass a module."""
