"""A Choice step and its branches."""

from lakeflow.asl.states import Choice as ChoiceState
from lakeflow.asl.states import ChoiceRule, State
from lakeflow.compiler.emit import Emitted, Emitter, Flow
from lakeflow.compiler.expressions import condition
from lakeflow.dsl.control import Choice


def emit(emitter: Emitter, step: Choice, flow: Flow) -> Emitted:
    """Return the state that decides, followed by the branches, which all hand over as the choice would."""
    rest: dict[str, State] = {}
    rules: list[ChoiceRule] = []
    for test, region in step.branches:
        branch = emitter.entry(step, region, flow)
        rules.append(ChoiceRule(condition=condition(test, emitter.source), next=branch.entry))
        rest |= branch.states
    default = emitter.entry(step, step.default, flow)
    state = ChoiceState(comment=step.comment or None, choices=tuple(rules), default=default.entry)
    return Emitted(step.name, {**emitter.state(step.name, step, state).states, **rest, **default.states})
