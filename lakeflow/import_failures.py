"""What is wrong with a pipeline module that did not import, in the words of diagnostics."""

import re
import traceback
from pathlib import Path
from types import ModuleType

import lakeflow
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.steps import Step
from lakeflow.errors import DefinitionError, Diagnostic, InvalidPipelineError, Location, closest

_OF_STEPS = (
    "output", "rows", "item", "batch", "error", "returns", "when", "otherwise", "catch", "always", "after", "expect",
    "name",
)  # fmt: skip
"""What of a step is for authors, and not for the compiler."""

_ORDERING = frozenset({"next", "then", "set_downstream", "set_upstream", "chain", "add_dependency"})
"""What orders two steps elsewhere."""

_FIRST = "a module is imported to be compiled; correct what it raised"


def findings_of(error: BaseException, module: ModuleType, root: Path) -> tuple[Diagnostic, ...]:
    """Return what an exception says that was raised while the module was imported."""
    if isinstance(error, InvalidPipelineError):
        return error.diagnostics
    if isinstance(error, DefinitionError):
        return (error.diagnostic,)
    if isinstance(error, SyntaxError):
        place = Location(error.filename or str(module.__file__), error.lineno or 1, error.offset or 0)
        return (Diagnostic("LF001", f"the module does not parse: {error.msg}", place),)
    message = f"{type(error).__name__}: {error}"
    return (Diagnostic("LF002", message, _place(error, root), _hint(error, module)),)


def _place(error: BaseException, root: Path) -> Location:
    """Return where in the project it was raised; where its files have no part in it, the innermost place."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith("<")]
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(root)] or frames
    return Location(own[-1].filename, own[-1].lineno or 1)


def _hint(error: BaseException, module: ModuleType) -> str:
    """Return what to write instead, as far as it can be told."""
    names = lakeflow.__all__
    match error:
        case NameError(name=str(name)):
            near = closest(name, (known for known in vars(module) if not known.startswith("_")))
            return f"write: from lakeflow import {name}" if name in names else _meant(near) or _FIRST
        case ModuleNotFoundError(name=str(name)):
            package = name.partition(".")[0]
            return f"install {package} here, or import it in jobs only: this module is imported to be compiled"
        case ImportError(name="lakeflow"):
            return _meant(closest(error.msg.split("'")[1], names)) or f"lakeflow has {', '.join(names)}"
        case AttributeError(name=str(name), obj=obj) if _is_own(obj):
            return _attribute_hint(name, obj)
        case TypeError():
            return _type_error_hint(str(error))
        case _:
            return _FIRST


def _type_error_hint(message: str) -> str:
    """Return what to write where Python was given a step or a reference that it can do nothing with."""
    words = re.findall(r"\w+", message)
    if any(map(_is_step, words)):
        return "a step is not its value, which is step.output; step >> other orders the two"
    if "Ref" in words or "Record" in words:
        return "Python needs the value now, a reference has it only at run time: write fn.join, fn.to_json and so on"
    return _FIRST


def _attribute_hint(name: str, owner: object) -> str:
    """Return what to write for an attribute that something of lakeflow's does not have."""
    if isinstance(owner, Pipeline) and name in owner.declared_params:
        return f"a parameter is a field of params: write params.{name}"
    if isinstance(owner, Step) and name in _ORDERING:
        return "write step >> other, or after=step where the other is declared"
    known = [attribute for attribute in dir(owner) if not attribute.startswith("_")]
    if isinstance(owner, Step):
        asked = [attribute for attribute in _OF_STEPS if attribute in known]
        meant = _meant(closest(name, asked)) or f"of a step itself one asks {', '.join(asked)}"
        return f"{meant}; a field of its value is output.{name}" if "output" in asked else meant
    return _meant(closest(name, known)) or f"it has {', '.join(known)}"


def _meant(name: str) -> str:
    return f"did you mean {name}?" if name else ""


def _is_own(value: object) -> bool:
    """Whether a value, or a module, is lakeflow's."""
    home = value.__name__ if isinstance(value, ModuleType) else type(value).__module__
    return home.partition(".")[0] == "lakeflow"


def _is_step(name: str) -> bool:
    kind = getattr(lakeflow, name, None) if name in lakeflow.__all__ else None
    return isinstance(kind, type) and issubclass(kind, Step)
