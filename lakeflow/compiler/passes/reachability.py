"""Leave out states that nothing leads to: AWS refuses a machine that has one."""

from lakeflow.asl.states import targets
from lakeflow.compiler.passes.scopes import Scope


def reachable(scope: Scope) -> Scope:
    """Return the scope without the states that its start does not lead to."""
    found: set[str] = set()
    ahead = [scope.start_at]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead.extend(targets(scope.states[name]))
    if len(found) == len(scope.states):
        return scope
    return Scope(scope.start_at, {name: state for name, state in scope.states.items() if name in found})
