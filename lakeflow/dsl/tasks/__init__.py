"""Task steps: one call of a service each, waited for; one module a service."""
