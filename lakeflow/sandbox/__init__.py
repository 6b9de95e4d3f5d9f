"""AWS in a box on this machine: moto's server, with the few calls that a deploy needs and moto lacks."""
