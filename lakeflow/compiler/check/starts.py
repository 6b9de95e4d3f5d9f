"""Starts of other pipelines: each is given the parameters that it declares, and waited for only if one can."""

from collections.abc import Iterator

from lakeflow.dsl.kinds import kind_of
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.policies import BoolParam, DateParam, IntParam, Param, StringParam
from lakeflow.dsl.references import Ref, Value, expression_of
from lakeflow.dsl.tasks.states import RunPipeline
from lakeflow.errors import Diagnostic, suggestion


def check_start(step: RunPipeline, started: Pipeline) -> Iterator[Diagnostic]:
    """Yield what is wrong with how a step starts a pipeline."""
    declared = started.declared_params
    for name in sorted(step.params.keys() - declared.keys()):
        hint = suggestion(name, declared, f"declared: {', '.join(declared) or 'none'}", written=repr)
        yield Diagnostic("LF135", f"pipeline {started.name!r} has no parameter {name!r}", step.location, hint)
    for name, param in declared.items():
        if param.default is None and name not in step.params:
            yield Diagnostic(
                "LF135",
                f"pipeline {started.name!r} needs its parameter {name!r}",
                step.location,
                f'add params={{"{name}": ...}}, or give it a default',
            )
        if name in step.params and not _takes(param, step.params[name]):
            yield Diagnostic(
                "LF135",
                f"parameter {name!r} of pipeline {started.name!r} is {_WORDS[type(param)]}, not {step.params[name]!r}"
                if not isinstance(step.params[name], Ref)
                else f"parameter {name!r} of pipeline {started.name!r} is {_WORDS[type(param)]}, which this is not",
                step.location,
                f"write {_like(param)}",
            )
    if started.type == "EXPRESS" and step.wait:
        yield Diagnostic(
            "LF144",
            f"nobody can wait for an execution of the EXPRESS pipeline {started.name!r}",
            step.location,
            "add wait=False, or make that pipeline STANDARD",
        )


_WORDS = {DateParam: "a date", StringParam: "text", IntParam: "a whole number", BoolParam: "true or false"}
_KINDS = {DateParam: "text", StringParam: "text", IntParam: "number", BoolParam: "boolean"}


def _takes(param: Param, value: Value) -> bool:
    """Whether a parameter may be given a value: a date may come with a time of day, as a schedule's does."""
    if isinstance(value, Ref):
        return kind_of(expression_of(value)) in (_KINDS[type(param)], "unknown")
    match param:
        case IntParam():
            return type(value) is int
        case BoolParam():
            return isinstance(value, bool)
        case DateParam():
            return isinstance(value, str) and _parses(param, value[: len("2024-01-31")])
        case StringParam():
            return isinstance(value, str) and _parses(param, value)


def _parses(param: DateParam | StringParam, text: str) -> bool:
    try:
        param.parse(text)
    except ValueError:
        return False
    return True


def _like(param: Param) -> str:
    """Return what a parameter's values look like in Python."""
    match param:
        case DateParam():
            return 'a date as "2024-01-31", or a reference to one'
        case StringParam():
            return " or ".join(map(repr, param.choices)) or "text, or ref.string()"
        case IntParam():
            return "a whole number, or ref.int()"
        case BoolParam():
            return "True, False, or a condition"
