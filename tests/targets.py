"""Where the pipelines of tests are compiled for."""

from lakeflow.compiler.target import Target

TARGET = Target(project="shop", environment="test", region="eu-west-1", account="123456789012")
