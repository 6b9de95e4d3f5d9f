"""What a policy allows that it did not allow before: the lines of a plan that a reviewer must not miss."""

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple, cast

from lakeflow.asl.states import Json


class Grant(NamedTuple):
    """One action on one resource pattern, under a condition."""

    action: str
    resource: str
    condition: str


def widened(before: Json, after: Json) -> tuple[Grant, ...]:
    """Return the grants of a policy document that another one did not contain; a wildcard contains what it matches."""
    held = tuple(_grants(before))
    return tuple(grant for grant in _grants(after) if not any(_covers(other, grant) for other in held))


def _covers(held: Grant, grant: Grant) -> bool:
    same_condition = held.condition in {"", grant.condition}
    return (
        same_condition
        and fnmatchcase(grant.action.lower(), held.action.lower())
        and fnmatchcase(grant.resource, held.resource)
    )


def _grants(policy: Json) -> Iterator[Grant]:
    statements = policy.get("Statement", []) if isinstance(policy, Mapping) else []
    for statement in cast("list[dict[str, Json]]", statements):
        if statement.get("Effect", "Allow") != "Allow":
            continue
        condition = _text(statement.get("Condition"))
        for action in _list(statement.get("Action")):
            for resource in _list(statement.get("Resource")):
                yield Grant(action, resource, condition)


def _list(value: Json) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [] if value is None else [str(value)]


def _text(value: Json) -> str:
    return "" if not value else json.dumps(value, sort_keys=True)
