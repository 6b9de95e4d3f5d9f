"""The commands: each parses, calls one operation, and prints. Only the one that is asked for is imported."""
