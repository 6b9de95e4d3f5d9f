"""Runs one state alone, with a mocked outcome, as AWS's TestState does.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
"""
