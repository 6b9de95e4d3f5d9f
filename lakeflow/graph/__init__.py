"""The intermediate representation: regions of steps and edges, and graph algorithms."""
