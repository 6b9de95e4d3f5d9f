"""Values with something computed inside: paths, payload templates with ``"key.$"``, JSON with JSONata."""

from collections.abc import Collection
from typing import Any

from lakeflow.asl.validation.codes import Code
from lakeflow.asl.validation.expressions import BASIC, check_context_field, check_text, shown
from lakeflow.asl.validation.intrinsics import ANY, TEXT, IntrinsicProblem, read_intrinsic
from lakeflow.asl.validation.paths import PathText, read_path
from lakeflow.asl.validation.pointers import below
from lakeflow.asl.validation.sites import Site, VariableRead


def check_jsonata(value: Any, pointer: str, site: Site, offered: Collection[str] = BASIC) -> None:
    """Check every expression in a JSON value; names of fields are never expressions."""
    if type(value) is str:
        if "%" in value:
            check_text(value, pointer, site, offered)
    elif type(value) is dict:
        for key, part in value.items():
            check_jsonata(part, below(pointer, key), site, offered)
    elif type(value) is list:
        for index, part in enumerate(value):
            check_jsonata(part, f"{pointer}/{index}", site, offered)


def payload(value: Any, pointer: str, site: Site) -> None:
    """Take a payload template: any JSON in which the value of ``"key.$"`` is a path or an intrinsic function call."""
    if type(value) is dict:
        for key, part in value.items():
            at = below(pointer, key)
            if key.endswith(".$"):
                source(part, at, site)
                if key[:-2] in value:
                    _duplicate(key, at, site)
            elif type(part) is str:
                _check_literal(key, part, at, site)
            else:
                payload(part, at, site)
    elif type(value) is list:
        for index, part in enumerate(value):
            payload(part, f"{pointer}/{index}", site)


def _duplicate(key: str, pointer: str, site: Site) -> None:
    site.report(
        Code.DUPLICATE_PAYLOAD_FIELD,
        pointer,
        f"the fields {key!r} and {key[:-2]!r} are one: the suffix is dropped when the value is put in",
        "keep one of them",
    )


def _check_literal(key: str, value: str, pointer: str, site: Site) -> None:
    """Warn of a text that was probably meant as a path."""
    if value.startswith(("$.", "$$.", "$[")) and isinstance(read_path(value), PathText):
        site.report(
            Code.LITERAL_PATH,
            pointer,
            f"the text {shown(value)} is passed on as it is written",
            f"name the field {key + '.$'!r} for what the path finds",
        )


def source(value: Any, pointer: str, site: Site) -> None:
    """Take a path or an intrinsic function call, as the value of ``"key.$"`` is."""
    if type(value) is str:
        if value.startswith("$"):
            path(value, pointer, site)
            return
        if site.hides(value) or _call(value, pointer, site):
            return
    site.report(
        Code.PAYLOAD_VALUE,
        pointer,
        f"{shown(value)} is neither a path nor an intrinsic function call",
        "begin a path with $, or drop .$ from the field's name to pass on the value as it is",
    )


def text_source(value: Any, pointer: str, site: Site) -> None:
    """Take a reference path, or an intrinsic function call that returns a string, as ErrorPath is."""
    if type(value) is str and not value.startswith("$") and not site.hides(value):
        returns = _call(value, pointer, site)
        if returns and returns not in {ANY, TEXT}:
            site.report(
                Code.NOT_TEXT, pointer, f"the call returns {returns}, where a string is needed", "use States.Format"
            )
        if returns:
            return
    reference_path(value, pointer, site)


def _call(value: str, pointer: str, site: Site) -> str:
    """Check an intrinsic function call and return the type of its result; empty if the text does not look like one."""
    if not value.lstrip().startswith("States."):
        return ""
    call = read_intrinsic(value)
    if isinstance(call, IntrinsicProblem):
        site.report(Code.INTRINSIC, pointer, f"{shown(value)} is no call: {call.message}", call.hint)
        return ANY
    for miscounted in call.miscounted:
        site.report(Code.FORMAT_ARGUMENTS, pointer, miscounted, "give one value for each {}")
    site.reads += [VariableRead(name, pointer) for name in call.variables]
    return call.returns


def path(value: Any, pointer: str, site: Site) -> PathText | None:
    """Take a path: to the input, by ``$$`` to the context object, by ``$name`` to a variable."""
    if type(value) is str:
        read = read_path(value)
        if type(read) is PathText:
            if read.variable:
                site.reads.append(VariableRead(read.variable, pointer))
            elif read.root == "$$" and read.field:
                check_context_field(read.field, pointer, site)
            return read
        if site.hides(value):
            return None
        site.report(Code.PATH, pointer, f"{shown(value)} is no path", _path_hint(value, read))
    else:
        site.report(Code.PATH, pointer, f"{shown(value)} is no path", "write one such as $.field")
    return None


def _path_hint(value: str, position: Any) -> str:
    if value.startswith("States."):
        return "intrinsic functions stand only in a payload template, ErrorPath and CausePath"
    if not value.startswith("$"):
        return "begin it with $"
    return f"it ends to be one at position {position}, before {value[position:][:20]!r}"


def nullable_path(value: Any, pointer: str, site: Site) -> None:
    """Take a path or null, as InputPath and OutputPath are."""
    if value is not None:
        path(value, pointer, site)


def reference_path(value: Any, pointer: str, site: Site) -> None:
    """Take a path that names one place."""
    read = path(value, pointer, site)
    if read is not None and not read.is_reference:
        site.report(
            Code.REFERENCE_PATH,
            pointer,
            f"{shown(value)} may find several values, or computes one, where one place must be named",
            "name it by fields and positions alone, as in $.orders[0].id",
        )


def number_path(value: Any, pointer: str, site: Site) -> None:
    """Take a path that names one place in the input or a variable, as a Map's numbers are given by.

    https://github.com/floci-io/floci/issues/3733 has what AWS answers.
    """
    read = read_path(value) if type(value) is str else 0
    if type(read) is PathText and read.root == "$$":
        site.report(
            Code.REFERENCE_PATH,
            pointer,
            f"{shown(value)} names a place in the context object, where only the input and variables are read",
            "let a Pass state before copy it into the input, or Assign it",
        )
    else:
        reference_path(value, pointer, site)


def result_path(value: Any, pointer: str, site: Site) -> None:
    """Take null or a path that names one place in the state's input."""
    if value is None:
        return
    read = read_path(value) if type(value) is str else 0
    if type(read) is PathText and read.root != "$":
        site.report(
            Code.REFERENCE_PATH,
            pointer,
            f"{shown(value)} names no place in the state's input",
            "begin it with $. ; a variable is set by Assign",
        )
    else:
        reference_path(value, pointer, site)
