"""A Try step: its body in a Parallel of one branch, which can be caught as a whole, and its handlers after it."""

from lakeflow.asl.states import Branch, Catcher, Choice, ChoiceRule, Fail, Json, Parallel, State
from lakeflow.compiler.calls.call import RESULT
from lakeflow.compiler.emit import Emitted, Emitter, Flow, Held
from lakeflow.compiler.expressions import wrap
from lakeflow.compiler.liveness import Key, Kind
from lakeflow.dsl.control import Try


def emit(emitter: Emitter, step: Try, flow: Flow) -> Emitted:
    """Return the guarded states, the handlers, and what runs always."""
    return _guarded(emitter, step, flow) if step.final is None else _finally(emitter, step, flow)


def _guarded(emitter: Emitter, step: Try, flow: Flow) -> Emitted:
    """Return the guarded states and the handlers, which all hand over as the Try would."""
    rest: dict[str, State] = {}
    catchers: list[Catcher] = []
    for errors, region in step.handlers:
        handler = emitter.entry(step, region, flow)
        catchers.append(Catcher(error_equals=errors, assign=_caught(emitter, step), next=handler.entry))
        rest |= handler.states
    returned = _returned(emitter, step)
    body = emitter.entry(step, step.body, Flow(exports=tuple(returned)))
    end = emitter.ending(flow, returned)
    state = Parallel(
        comment=step.comment or None,
        branches=(Branch(start_at=body.entry, states=body.states),),
        catch=tuple(catchers),
        assign=end.assign,
        output=end.output,
        next=end.next,
    )
    return Emitted(step.name, {**emitter.state(step.name, step, state).states, **rest})


def _returned(emitter: Emitter, step: Try) -> dict[Key, Held]:
    """Return where a Parallel around the Try has its value, if anyone reads that."""
    key = Key(step, Kind.OUTPUT)
    if key not in emitter.context.live.values:
        return {}
    place = f"{RESULT}[0].{emitter.context.variables[key]}"
    return {key: Held(place, wrap(place))}


def _caught(emitter: Emitter, step: Try) -> dict[str, Json]:
    error = Key(step, Kind.ERROR)
    read = error in emitter.context.live.values
    return {emitter.context.variables[error]: "{% $states.errorOutput %}"} if read else {}


def _finally(emitter: Emitter, step: Try, flow: Flow) -> Emitted:
    """Return the Try in a Parallel of its own, then what runs always, then the error again if there was one.

    The error goes along as input: what runs always stands in a Parallel too, which hands on what it was given.
    """
    always, judging, failing = f"{step.name}.always", f"{step.name}.outcome", f"{step.name}.failed"
    returned = _returned(emitter, step)
    tried = _guarded(emitter, step, Flow(exports=tuple(returned)))
    final = emitter.entry(step, step.final, Flow(exports=()))
    after = emitter.entry(step, None, flow)
    states: dict[str, State] = {
        f"{step.name}.try": Parallel(
            branches=(Branch(start_at=tried.entry, states=tried.states),),
            catch=(Catcher(error_equals=("States.ALL",), output="{% $states.errorOutput %}", next=always),),
            assign=emitter.ending(Flow(next=always), returned).assign,
            output={},
            next=always,
        ),
        always: Parallel(
            branches=(Branch(start_at=final.entry, states=final.states),), output="{% $states.input %}", next=judging
        ),
        judging: Choice(
            choices=(ChoiceRule(condition="{% $exists($states.input.Error) %}", next=failing),), default=after.entry
        ),
        failing: Fail(error="{% $states.input.Error %}", cause="{% $states.input.Cause %}"),
    }
    for name in states:
        emitter.context.origins[name] = step.location
    return Emitted(f"{step.name}.try", {**states, **after.states})
