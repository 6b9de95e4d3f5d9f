"""Plan, apply, release, roll back: reaches AWS only through the Provider and Store ports.

========== ==================================================================================================
difference two JSON values, field by field
widening   what a policy allows that it did not allow before
plan       desired and live resources become changes: a pure function
apply      carries out a plan along the dependencies, many changes at once
lock       one deployer at a time
journal    what a deploy is about to change, written before it changes anything
releases   the record of what was released, and which one an environment runs
deploy     lock, plan, journal, apply, check, switch, record: the order that makes a release atomic
destroy    remove an environment, its data only if told so
rollback   switch back, then restore what a switch cannot
========== ==================================================================================================
"""
