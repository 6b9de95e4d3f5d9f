"""Runs a state machine the way Step Functions does; time and tasks come in as ports."""
