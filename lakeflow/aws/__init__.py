"""The only package that reaches AWS: one module a service, each with the same four verbs, and its APIs' models."""
