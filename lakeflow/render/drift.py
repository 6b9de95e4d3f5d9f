"""Drift as text and as JSON: what somebody changed by hand, and what is coded but not deployed."""

from collections.abc import Iterator, Sequence

from lakeflow.asl.states import ABSENT, Json
from lakeflow.deploy.difference import FieldChange
from lakeflow.deploy.drift import Drift
from lakeflow.render.excerpt import excerpts


def drift_lines(found: Sequence[Drift]) -> Iterator[str]:
    """Yield a line for each field that differs."""
    for one in found:
        yield str(one.address)
        for field in one.fields:
            released, live = excerpts(field.before, field.after, "nothing")
            yield f"    live: {_path(field)}: released {released}, is {live}"
        for field in one.pending:
            released, wanted = excerpts(field.before, field.after, "nothing")
            yield f"    code: {_path(field)}: released {released}, wants {wanted}"
    moved, pending = sum(bool(one.fields) for one in found), sum(bool(one.pending) for one in found)
    if found:
        yield ""
    yield f"{moved} resources drifted from the release; the code would change {pending}."


def drift_document(found: Sequence[Drift]) -> Json:
    """Return drift as JSON."""
    return [
        {
            "type": str(one.address.kind),
            "name": one.address.name,
            "live": [_field(field) for field in one.fields],
            "code": [_field(field) for field in one.pending],
        }
        for one in found
    ]


def _field(field: FieldChange) -> Json:
    document: dict[str, Json] = {"path": field.path}
    if field.before is not ABSENT:
        document["released"] = field.before
    if field.after is not ABSENT:
        document["now"] = field.after
    return document


def _path(field: FieldChange) -> str:
    return field.path or "the resource"
