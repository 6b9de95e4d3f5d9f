"""What a distributed Map adds: items read from objects, batches, tolerated failures, results written to objects."""
