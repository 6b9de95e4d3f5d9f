"""JSONata as Step Functions runs it: the only door to expressions.

``compile_expression(text).evaluate(bindings)`` is the whole interface; which engine answers is nobody else's business.
"""
