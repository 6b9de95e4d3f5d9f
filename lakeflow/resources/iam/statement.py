"""Statements of IAM policies as values, and how equal ones become one."""

from collections.abc import Iterable
from dataclasses import dataclass

from lakeflow.asl.states import Json
from lakeflow.resources.policies import allow


@dataclass(frozen=True, slots=True)
class Statement:
    """Actions that are allowed on resources; ``sid`` tells within a policy what it is for.

    ``conditions`` are (operator, key, values), such as ``("StringEquals", "iam:PassedToService", ("glue...",))``.
    """

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()

    def as_json(self) -> Json:
        """Return the statement as IAM takes it."""
        operators: dict[str, dict[str, Json]] = {}
        for operator, key, values in self.conditions:
            operators.setdefault(operator, {})[key] = list(values)
        return allow(self.sid, self.actions, self.resources, dict(operators))


def merged(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return the statements in the order of their IDs, those of one ID and condition as one.

    What is asked for twice is granted once; ``*`` takes in every other resource.
    """
    found: dict[tuple[str, tuple[str, ...], tuple[tuple[str, str, tuple[str, ...]], ...]], set[str]] = {}
    for one in statements:
        found.setdefault((one.sid, tuple(sorted(one.actions)), one.conditions), set()).update(one.resources)
    taken: dict[str, int] = {}
    whole: list[Statement] = []
    for (sid, actions, conditions), resources in sorted(found.items()):
        taken[sid] = taken.get(sid, 0) + 1
        unique = sid if taken[sid] == 1 else f"{sid}{taken[sid]}"
        kept = ("*",) if "*" in resources else tuple(sorted(resources))
        whole.append(Statement(unique, actions, kept, conditions))
    return tuple(whole)
