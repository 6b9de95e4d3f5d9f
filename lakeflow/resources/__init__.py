"""Desired state: the AWS resources that a compiled pipeline wants. Pure."""
