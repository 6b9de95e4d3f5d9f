"""The ways through each scope: targets, what can be reached, whether it ends; and the names that must be unique."""

from typing import Final

from lakeflow.asl.quotas import MAX_NAME
from lakeflow.asl.validation.codes import Code
from lakeflow.asl.validation.expressions import is_expression, shown
from lakeflow.asl.validation.sites import Scope, Site, Transition
from lakeflow.errors import suggestion

STATE_TYPES: Final = ("Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map")


def check_graph(machine: Scope, site: Site) -> None:
    """Check every scope of a machine; ``site`` takes the findings."""
    scopes = list(machine.walk())
    places = _check_names(scopes, site)
    for scope in scopes:
        is_known = _check_targets(scope, places, site)
        if is_known:
            _check_ends(scope, _check_reached(scope, site), site)


def _check_names(scopes: list[Scope], site: Site) -> dict[str, str]:
    """Check that names are unique over the whole machine; return the pointer of each name's first state."""
    places: dict[str, str] = {}
    for scope in scopes:
        for name, state in scope.states.items():
            if name in places:
                site.report(
                    Code.DUPLICATE_STATE_NAME,
                    state.pointer,
                    f"the state name {shown(name)} is used again",
                    f"the first is at {places[name]}; rename one",
                )
            else:
                places[name] = state.pointer
            if not 1 <= len(name) <= MAX_NAME:
                problem = f"has {len(name)} characters" if name else "is empty"
                site.report(
                    Code.STATE_NAME, state.pointer, f"a state name {problem}", f"it may have 1 to {MAX_NAME} characters"
                )
    return places


def _check_targets(scope: Scope, places: dict[str, str], site: Site) -> bool:
    """Check that each way leads to a state of the scope; return whether all are known, so that the rest makes sense."""
    is_known = True
    start = Transition(scope.start, f"{scope.pointer}/StartAt")
    for way in (start, *(way for state in scope.states.values() for way in state.ways)):
        if isinstance(way.target, str) and way.target in scope.states:
            continue
        is_known = False
        if isinstance(way.target, str) and not site.hides(way.target) and not is_expression(way.target):
            _missing_target(way, scope, places, site)
    return is_known


def _missing_target(way: Transition, scope: Scope, places: dict[str, str], site: Site) -> None:
    target: str = way.target
    if target in places:
        site.report(
            Code.OUTSIDE_SCOPE,
            way.pointer,
            f"the state {shown(target)} is at {places[target]}, and no way leads there from here",
            "go to a state of the same States",
        )
        return
    there = f"there are {', '.join(map(shown, scope.states)) or 'none'}"
    hint = suggestion(target, scope.states, there, written=shown)
    site.report(Code.NO_SUCH_STATE, way.pointer, f"there is no state {shown(target)}", hint)


def _check_reached(scope: Scope, site: Site) -> set[str]:
    """Check that a way leads to every state; return those to which one does."""
    reached: set[str] = set()
    pending = [scope.start]
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            pending += [way.target for way in scope.states[name].ways]
    targets = {way.target for state in scope.states.values() for way in state.ways}
    detached = [name for name in scope.states if name not in reached and name in targets]
    for name, state in scope.states.items():
        if name not in reached and name not in targets:
            problem = f"no way leads to the state {shown(name)}"
            site.report(Code.UNREACHABLE, state.pointer, problem, "go there, or remove it")
    if detached:
        problem = f"only states that no way leads to lead to {', '.join(map(shown, detached))}"
        site.report(Code.DETACHED, scope.states[detached[0]].pointer, problem, "go there, or remove them")
    return reached


def _check_ends(scope: Scope, reached: set[str], site: Site) -> None:
    """Check that something in the scope is terminal, and that one can be reached from wherever it is."""
    ends = [name for name, state in scope.states.items() if _is_terminal(state)]
    if not ends:
        site.report(
            Code.NO_TERMINAL,
            f"{scope.pointer}/States",
            "no state here ends",
            'add a Succeed or Fail state, or "End": true',
        )
        return
    before: dict[str, list[str]] = {}
    for name, state in scope.states.items():
        for way in state.ways:
            before.setdefault(way.target, []).append(name)
    leaving: set[str] = set()
    while ends:
        name = ends.pop()
        if name not in leaving:
            leaving.add(name)
            ends += before.get(name, ())
    stuck = [name for name in scope.states if name in reached and name not in leaving]
    if stuck:
        site.report(
            Code.ENDLESS,
            scope.states[stuck[0]].pointer,
            f"from {', '.join(map(shown, stuck))} no end can be reached",
            "lead a way out of the loop",
        )


def _is_terminal(state: Site) -> bool:
    """Return whether a state ends its scope, or nobody can say because its type or Next is missing."""
    if state.kind in {"Succeed", "Fail"} or state.kind not in STATE_TYPES:
        return True
    return state.fields.get("End") is True or not any(state.ways)
