"""What comes from AWS: so far the models of its APIs, as botocore packages them."""
