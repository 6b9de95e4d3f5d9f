"""A plan as text for a reviewer, and as JSON for a script."""

import json
from collections.abc import Iterator, Mapping, Sequence

from lakeflow.asl.states import ABSENT, Json
from lakeflow.deploy.difference import FieldChange
from lakeflow.deploy.plan import Action, Change
from lakeflow.deploy.smoke import SmokeExecution
from lakeflow.deploy.widening import Grant, widened
from lakeflow.deploy.world import Outlook
from lakeflow.render.excerpt import excerpts
from lakeflow.resources.resource import Kind

SIGNS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "±",
    Action.DELETE: "-",
    Action.RETAIN: "=",
}

SWITCHED = frozenset({Kind.STATE_MACHINE, Kind.STATE_MACHINE_ALIAS, Kind.OBJECT, Kind.FUNCTION, Kind.FUNCTION_ALIAS})
"""What the alias switches as a whole, forth and back; everything else changes as soon as it is applied."""

PINNED_FIELDS = frozenset({"Command.ScriptLocation", "DefaultArguments.--extra-py-files"})
"""What an execution brings along for itself, so that a job's own does not matter to it."""

REPLACED: Mapping[Kind, str] = {
    Kind.STATE_MACHINE: "deleted, then made anew: what runs is ended, nothing starts in between, and a rollback does "
    "the same again",
    Kind.STATE_MACHINE_ALIAS: "gone with its machine and every version of it, then made anew",
}
"""What it means that a resource is replaced, where there is more to say than that."""


def plan_lines(outlook: Outlook, smoke: Sequence[SmokeExecution] = ()) -> Iterator[str]:
    """Yield a plan, one line a field; the first character of a change tells what happens."""
    for change in outlook.plan.changes:
        yield from _change_lines(change)
    yield ""
    for machine, given in smoke:
        yield f"Before the switch, {machine} must succeed in an execution with {json.dumps(given)}."
    yield plan_summary(outlook)


def plan_summary(outlook: Outlook) -> str:
    """Return a plan in one sentence."""
    if outlook.is_settled:
        return "Nothing to do: everything is as it should be."
    if outlook.plan.is_empty:
        return "Nothing to change; the last deploy did not finish, and will be recorded."
    counts = {action: sum(change.action is action for change in outlook.plan.changes) for action in Action}
    named = [f"{count} to {action}" for action, count in counts.items() if count]
    return f"Plan: {', '.join(named)}."


def plan_document(outlook: Outlook, smoke: Sequence[SmokeExecution] = ()) -> Json:
    """Return a plan as JSON; ``location`` is where the pipeline declares a resource, null for what it does not."""
    changes: list[Json] = [
        {
            "action": str(change.action),
            "type": str(change.address.kind),
            "name": change.address.name,
            "fields": [_field_document(field) for field in change.fields],
            "widens": [f"{grant.action} on {grant.resource}" for grant in _widened(change)],
            "switched": is_switched(change),
            "tables": list(tables(change)),
            "location": _location(change),
        }
        for change in outlook.plan.changes
    ]
    return {
        "release": outlook.release.number if outlook.release is not None else None,
        "changes": changes,
        "smoke": [{"machine": machine, "input": given} for machine, given in smoke],
    }


def _location(change: Change) -> Json:
    place = change.desired.location if change.desired is not None else None
    return {"file": place.file, "line": place.line, "column": place.column} if place is not None else None


def is_switched(change: Change) -> bool:
    """Tell whether the alias alone puts a change into effect, and takes it back."""
    fields = {field.path for field in change.fields}
    is_only_code = change.address.kind is Kind.GLUE_JOB and change.action is Action.UPDATE and fields <= PINNED_FIELDS
    is_whole = change.address.kind in SWITCHED and change.action not in {Action.REPLACE, Action.DELETE}
    return is_whole or is_only_code or change.action is Action.CREATE


def tables(change: Change) -> tuple[str, ...]:
    """Return the tables that a changed job or function writes."""
    text = change.desired.attributes.get("Writes", "") if change.desired is not None else ""
    return tuple(filter(None, text.split(",")))


def _change_lines(change: Change) -> Iterator[str]:
    notes = []
    if change.action in {Action.UPDATE, Action.REPLACE} and tables(change):
        notes.append(f"writes {', '.join(tables(change))}")
    if change.action is Action.REPLACE and change.address.kind in REPLACED:
        notes.append(REPLACED[change.address.kind])
    elif change.action in {Action.UPDATE, Action.REPLACE, Action.DELETE} and not is_switched(change):
        notes.append("at once: the alias does not take it back")
    if change.action is Action.RETAIN:
        notes.append("no longer declared, and kept")
    if change.desired is not None and change.desired.location is not None and change.action is not Action.CREATE:
        notes.append(f"declared at {change.desired.location}")
    note = f"  ({'; '.join(notes)})" if notes else ""
    yield f"{SIGNS[change.action]} {change.address}{note}"
    if change.action in {Action.UPDATE, Action.REPLACE}:
        for field in change.fields:
            before, after = excerpts(field.before, field.after, "(none)")
            yield f"    {field.path}: {before} -> {after}"
    if change.action is not Action.CREATE:
        for grant in _widened(change):
            yield f"    ! widens: {grant.action} on {grant.resource}"


def _widened(change: Change) -> tuple[Grant, ...]:
    if change.address.kind not in {Kind.ROLE, Kind.MANAGED_POLICY} or change.desired is None:
        return ()
    before: Json = {"Statement": _statements(change.live.properties) if change.live is not None else []}
    return widened(before, {"Statement": _statements(change.desired.properties)})


def _statements(properties: object) -> list[Json]:
    if not isinstance(properties, Mapping):
        return []
    policies = properties.get("Policies") or ([properties] if "PolicyDocument" in properties else [])
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def _field_document(field: FieldChange) -> Json:
    document: dict[str, Json] = {"path": field.path}
    if field.before is not ABSENT:
        document["before"] = field.before
    if field.after is not ABSENT:
        document["after"] = field.after
    return document
