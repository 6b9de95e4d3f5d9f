"""Others' workflows: definitions in Amazon States Language and the AWS Step Functions Data Science SDK."""
