"""Definitions of others as pipelines: a module in our language that compiles to an equivalent machine.

``scopes`` cuts a machine into blocks; ``convert`` writes each as steps, or keeps it as raw states where the language
has no word for it; ``values`` follows what the states pass on, by ``jsonpath`` and ``jsonata``; ``source`` prints.
"""
