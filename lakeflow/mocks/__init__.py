"""Stand-ins for tasks: what a step answers, how long it takes, and how it fails, told by name."""
