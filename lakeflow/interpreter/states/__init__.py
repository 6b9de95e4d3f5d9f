"""One module a family of states: how each runs."""
