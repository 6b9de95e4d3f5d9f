"""JSONPath mode: what its paths, intrinsic functions and payload templates find, as values of the import."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from lakeflow.asl import payloads
from lakeflow.asl.intrinsics import Argument, Constant, Intrinsic, Text
from lakeflow.asl.jsonpath import Path, compile_path
from lakeflow.interop.importing.texts import as_code, called, chained
from lakeflow.interop.importing.values import (
    Code,
    Const,
    Fields,
    Inexpressible,
    Items,
    Known,
    Value,
    const,
    part,
    parts,
    placed,
    primary,
    steps_of,
    verbatim,
)

UNSTABLE_CONTEXT = frozenset({"State", "Task"})
"""What the context object has that is not the same for all states of an execution."""


def template(content: Any, document: Value, known: Known) -> Value:
    """Return a payload template, such as Parameters, filled in from a document."""
    return _filled(payloads.compile_payload(content).root, document, known)


def selected(path: str | None, document: Value, known: Known) -> Value:
    """Return what InputPath or OutputPath takes of a document; null takes nothing."""
    return Fields(()) if path is None else found(path, document, known)


def found(text: str, document: Value, known: Known) -> Value:
    """Return what a path or an intrinsic function call gives."""
    return _computed(payloads.compile_source(text, "path"), document, known)


def put(path: str | None, document: Value, result: Value) -> Value:
    """Return a document with the result where ResultPath says; null leaves it out."""
    if path is None:
        return document
    keys = compile_path(path).keys
    if keys is None or any(isinstance(key, int) for key in keys):
        raise Inexpressible(f"ResultPath {path} names a place in a list")
    return placed(document, [str(key) for key in keys], result)


def call(text: str, known: Known, arguments: Mapping[str, Value], *, is_stable: bool = True) -> Code:
    """Return ``jsonata(text, ...)``, the way out to expressions that have no operator or method."""
    given = (("", verbatim(text)), *arguments.items())
    return called("jsonata", given, known.demands, is_stable=is_stable)


def context(keys: Sequence[str | int], known: Known) -> Value:
    """Return a field of the context object."""
    if known.is_child and keys[:1] not in (["Task"], ["Map"]):
        raise Inexpressible("an iteration reads the execution that is its own")
    match keys:
        case ["Execution", "Input", *rest]:
            return parts(Code(f"{known.pipeline}.input"), rest)
        case ["Execution", "Name"]:
            return Code(f"{known.pipeline}.execution_name")
        case ["Task", "Token"]:
            return Code("TaskToken()", is_stable=False)
        case ["Map", "Item", "Value", *rest] if known.item is not None:
            return parts(known.item, rest)
        case ["Map", *_] | [] | ["State", "Name"]:
            raise Inexpressible("a field of the context object has another value in a pipeline")
        case _:
            pass
    if not all(isinstance(key, str) and key.isidentifier() for key in keys):
        raise Inexpressible("a field of the context object has an odd name")
    path = ".".join(map(str, keys))
    return call(f"$states.context.{path}", known, {}, is_stable=keys[0] not in UNSTABLE_CONTEXT)


def _filled(content: payloads.Part, document: Value, known: Known) -> Value:
    match content:
        case payloads.Fixed(value):
            return const(value)
        case payloads.Computed(_, source):
            return _computed(source, document, known)
        case payloads.Fields(fields):
            return Fields(tuple((name, _filled(inner, document, known)) for name, inner in fields))
        case payloads.Items(items):
            return Items(tuple(_filled(inner, document, known) for inner in items))
        case _ as never:
            assert_never(never)


def _computed(source: Path | Intrinsic, document: Value, known: Known) -> Value:
    return _intrinsic(source, document, known) if isinstance(source, Intrinsic) else _path(source, document, known)


def _path(path: Path, document: Value, known: Known) -> Value:
    if path.function:
        raise Inexpressible(f"{path.text} calls a function of JSONPath")
    if path.scope == "context":
        return context(_keys(path), known)
    root = document if path.scope == "input" else known.variables.get(path.variable)
    if root is None:
        raise Inexpressible(f"{path.text} reads a variable that is not certain to be there")
    return parts(root, _keys(path))


def _keys(path: Path) -> tuple[str | int, ...]:
    if path.keys is None:
        raise Inexpressible(f"{path.text} finds several values")
    return path.keys


def _intrinsic(intrinsic: Intrinsic, document: Value, known: Known) -> Value:  # noqa: PLR0911  one return a kind
    values = [_argument(argument, document, known) for argument in intrinsic.arguments]
    match intrinsic.name:
        case "States.Format":
            return _format(intrinsic, values, known)
        case "States.Array":
            return Items(tuple(values))
        case "States.ArrayLength":
            return Code(f"{primary(as_code(values[0], known.demands))}.length()", steps_of(values[0]))
        case "States.ArrayGetItem" if isinstance(values[1], Const) and type(values[1].value) is int:
            return part(values[0], values[1].value)
        case "States.MathAdd":
            return call("$a + $b", known, {"a": values[0], "b": values[1]})
        case "States.JsonMerge" if values[2] == Const("false"):
            return call("$merge([$a, $b])", known, {"a": values[0], "b": values[1]})
        case "States.StringSplit" if isinstance(values[1], Const) and len(str(values[1].value)) == 1:
            return call('[$split($value, $by)[$ != ""]]', known, {"value": values[0], "by": values[1]})
        case name if name in _CALLS:
            text, names = _CALLS[name]
            if len(names) == len(values):
                is_stable = name not in _UNSTABLE
                return call(text, known, dict(zip(names, values, strict=True)), is_stable=is_stable)
        case _:
            pass
    raise Inexpressible(f"{intrinsic.text} has no counterpart")


_CALLS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "States.ArrayPartition": ("$partition($items, $size)", ("items", "size")),
    "States.ArrayContains": ("$value in $items", ("items", "value")),
    "States.ArrayRange": ("$range($first, $last, $step)", ("first", "last", "step")),
    "States.ArrayUnique": ("[$distinct($items)]", ("items",)),
    "States.ArrayGetItem": ("$items[$position]", ("items", "position")),
    "States.Base64Encode": ("$base64encode($value)", ("value",)),
    "States.Base64Decode": ("$base64decode($value)", ("value",)),
    "States.Hash": ("$hash($data, $algorithm)", ("data", "algorithm")),
    "States.StringToJson": ("$parse($value)", ("value",)),
    # JSON has quotes around text, which $string leaves off alone.
    "States.JsonToString": (
        r'$type($value) = "string" ? $replace($string([$value]), /^\[|\]$/, "") : $string($value)',
        ("value",),
    ),
    "States.MathRandom": ("$floor($random() * ($last - $first)) + $first", ("first", "last")),
    "States.UUID": ("$uuid()", ()),
}
_UNSTABLE = frozenset({"States.MathRandom", "States.UUID"})


def _argument(argument: Argument, document: Value, known: Known) -> Value:
    match argument:
        case Text() | Constant():
            return const(argument.value)
        case Intrinsic():
            return _intrinsic(argument, document, known)
        case Path():
            return _path(argument, document, known)
        case _ as never:
            assert_never(never)


def _format(intrinsic: Intrinsic, values: Sequence[Value], known: Known) -> Value:
    first = intrinsic.arguments[0]
    if any(isinstance(part, Path) and part.scope == "context" and len(_keys(part)) < 2 for part in intrinsic.arguments):
        raise Inexpressible(f"{intrinsic.text} writes an object as Java does")
    if not isinstance(first, Text) or "\\" in first.raw or first.raw.count("{}") != len(values) - 1:
        raise Inexpressible(f"{intrinsic.text} has a template that Format does not take")
    if not all(isinstance(value, Code | Const) for value in values):
        values = [
            values[0],
            *(value if isinstance(value, Const) else as_code(value, known.demands) for value in values[1:]),
        ]
    return formatted(first.raw, values[1:], known)


def formatted(text: str, values: Sequence[Value], known: Known) -> Code:
    """Return ``Format(text, ...)``."""
    stable = all(value.is_stable for value in values if isinstance(value, Code))
    given = (("", verbatim(text)), *(("", value) for value in values))
    return called("Format", given, known.demands, is_stable=stable)


def condition(rule: Mapping[str, Any], document: Value, known: Known) -> Code:
    """Return a Choice rule's comparison."""
    for word, operator in (("And", "&"), ("Or", "|")):
        if word in rule:
            return chained(operator, tuple(condition(test, document, known) for test in rule[word]), known.demands)
    if "Not" in rule:
        test = condition(rule["Not"], document, known)
        return Code(f"~{primary(test)}", test.steps, is_primary=False)
    names = [key for key in rule if key not in {"Variable", "Next", "Comment", "Assign", "Output"}]
    if len(names) != 1:
        raise Inexpressible("a rule with other than one comparison")
    (name,) = names
    subject = as_code(found(rule["Variable"], document, known), known.demands)
    return _comparison(name, rule[name], subject, document, known)


def _comparison(name: str, operand: Any, subject: Code, document: Value, known: Known) -> Code:
    if name in _TYPES:
        type_test = call(f'$type($value) = "{_TYPES[name]}"', known, {"value": subject})
        return type_test if operand else Code(f"~{type_test.text}", type_test.steps, is_primary=False)
    if name == "IsPresent":
        there = Code(f"{primary(subject)}.is_present()", subject.steps)
        return there if operand else Code(f"~{there.text}", there.steps, is_primary=False)
    if name == "StringMatches":
        return call(_matching(operand), known, {"value": subject})
    kind = re.fullmatch(r"(String|Numeric|Boolean|Timestamp)(\w+?)(Path)?", name)
    if kind is None or kind[2] not in _OPERATORS:
        raise Inexpressible(f"{name} has no counterpart")
    other = found(operand, document, known) if kind[3] else const(operand)
    if kind[1] == "Timestamp":
        return call(f"$toMillis($one) {_JSONATA[kind[2]]} $toMillis($other)", known, {"one": subject, "other": other})
    return chained(_OPERATORS[kind[2]], (subject, other), known.demands)


def _matching(pattern: str) -> str:
    """Return a test for a pattern in which ``*`` stands for any text."""
    if "/" in pattern or "\\" in pattern:
        raise Inexpressible(f"the pattern {pattern} has escapes")
    return f"$contains($value, /^{'.*'.join(map(re.escape, pattern.split('*')))}$/)"


_TYPES = {"IsNull": "null", "IsString": "string", "IsNumeric": "number", "IsBoolean": "boolean"}
_OPERATORS = {
    "Equals": "==",
    "LessThan": "<",
    "GreaterThan": ">",
    "LessThanEquals": "<=",
    "GreaterThanEquals": ">=",
}
_JSONATA = _OPERATORS | {"Equals": "="}
