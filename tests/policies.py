"""Whether IAM policies allow a call: the part of IAM's evaluation that derived roles use.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple


class Call(NamedTuple):
    """An action on a resource, with the keys that a condition may look at."""

    action: str
    resource: str
    context: Mapping[str, str] = {}


class Grant(NamedTuple):
    """One action on one resource pattern, as a statement allows it."""

    sid: str
    action: str
    resource: str
    conditions: Mapping[str, Mapping[str, Any]]

    def covers(self, call: Call) -> bool:
        """Tell whether it allows a call."""
        return (
            _like(self.action.lower(), call.action.lower())
            and _like(self.resource, call.resource)
            and all(_holds(operator, keys, call.context) for operator, keys in self.conditions.items())
        )


def grants(statements: Sequence[Any]) -> Iterator[Grant]:
    """Yield every pair of an action and a resource that statements allow; ours deny nothing."""
    for statement in statements:
        assert statement["Effect"] == "Allow"
        assert statement.keys() <= {"Sid", "Effect", "Action", "Resource", "Condition"}
        for action in statement["Action"]:
            for resource in statement["Resource"]:
                yield Grant(statement["Sid"], action, resource, statement.get("Condition", {}))


def _holds(operator: str, keys: Mapping[str, Any], context: Mapping[str, str]) -> bool:
    # Our calls have one value for each key.
    name = operator.removeprefix("ForAnyValue:").removesuffix("IfExists")
    return all(
        (operator.endswith("IfExists") and key not in context)
        or (key in context and any(_compare(name, pattern, context[key]) for pattern in _list(patterns)))
        for key, patterns in keys.items()
    )


def _compare(operator: str, pattern: str, value: str) -> bool:
    match operator:
        case "StringEquals":
            return value == pattern
        case "StringLike" | "ArnLike" | "ArnEquals":
            return _like(pattern, value)
        case _:
            raise AssertionError(f"a derived role uses an operator that is not known here: {operator}")


def _like(pattern: str, value: str) -> bool:
    """Tell whether a value matches; unlike a shell's pattern, ``*`` takes in slashes, and brackets mean themselves."""
    parts = {"*": ".*", "?": "."}
    return (
        re.fullmatch("".join(parts.get(letter, re.escape(letter)) for letter in pattern), value, re.DOTALL) is not None
    )


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
