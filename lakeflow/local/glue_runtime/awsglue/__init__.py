"""What a Glue job imports as ``awsglue``, as far as a job needs it away from AWS; runs on Glue use AWS's own."""
