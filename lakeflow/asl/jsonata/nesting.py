"""How deep evaluations stand inside each other, counted as Step Functions counts them: it stops at 100.

A ``level`` is 1 for a whole expression or a function's body and one more for each evaluation inside. What is nested
too deep as written is known when compiling; what functions add is counted when they are called.
"""

from collections.abc import Iterator

from lakeflow.asl.jsonata.plan import GroupPlan, PathPlan, Plan, SortPlan
from lakeflow.asl.jsonata.tree import Binary, Call, Condition, Lambda, Literal, Placeholder, Transform


def mark_levels(plan: Plan, level: int = 1) -> None:
    """Set the level of a plan and of every plan inside it."""
    plan.level = level
    if plan.parts:
        starts_anew = isinstance(plan.node, Lambda | Transform)
        applied = _applied(plan)
        for part in plan.parts:
            mark_levels(part, 1 if starts_anew else level if part is applied else level + 1)
    if type(plan) is not Plan or plan.predicates or plan.stages or plan.group:
        for part in _beside_parts(plan):
            mark_levels(part, level + 1)


def _applied(plan: Plan) -> Plan | None:
    """Return the call that ``~>`` makes itself, so that it is no evaluation of its own."""
    if not isinstance(plan.node, Binary) or plan.node.operator != "~>" or isinstance(plan, PathPlan):
        return None
    right = plan.parts[1]
    is_call = isinstance(right.node, Call) and not isinstance(right, PathPlan)
    return right if is_call and not any(isinstance(part.node, Placeholder) for part in right.parts) else None


def _beside_parts(plan: Plan) -> Iterator[Plan]:
    """Yield the plans inside that are not its operands: steps, predicates, sort terms, keys and values."""
    for stage in (*plan.predicates, *plan.stages):
        # A number is a position, looked up without being evaluated.
        if stage.predicate is not None and not isinstance(stage.predicate.node, Literal):
            yield stage.predicate
    for pair in plan.group or ():
        yield from pair
    if isinstance(plan, PathPlan):
        yield from plan.steps
    elif isinstance(plan, SortPlan):
        yield from (term.expression for term in plan.terms)
    elif isinstance(plan, GroupPlan):
        for pair in plan.pairs:
            yield from pair


def least_levels(plan: Plan) -> int:
    """Return how many levels an evaluation certainly takes, whatever its conditions say."""
    if isinstance(plan, PathPlan):
        return 1 + least_levels(plan.steps[0])
    match plan.node:
        case Lambda() | Transform():
            return 1
        case Condition():
            test, *branches = map(least_levels, plan.parts)
            return 1 + max(test, min(branches) if len(branches) > 1 else 0)
        case Binary("and" | "or"):
            return 1 + least_levels(plan.parts[0])
        case _:
            pairs = [part for pair in plan.pairs for part in pair] if isinstance(plan, GroupPlan) else []
            return 1 + max(map(least_levels, (*plan.parts, *pairs)), default=0)
