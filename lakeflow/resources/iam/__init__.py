"""What a state machine's role may do: statements derived from the calls in its definition, least privilege. Pure."""
