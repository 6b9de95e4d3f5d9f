"""What a deploy is about to change, with what was there before: written whole before the first change.

A plan has no unknowns, so one write covers every change of it. A journal that is still there when a deploy starts was
left by one that did not finish.
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, JsonValue

from lakeflow.deploy.plan import Action, Plan
from lakeflow.deploy.store import Store
from lakeflow.resources.resource import Address, Kind

KEY = "journal.json"


class Entry(BaseModel):
    """One change: ``before`` and ``after`` are properties, null where there is no resource."""

    model_config = ConfigDict(frozen=True)

    action: Action
    kind: Kind
    name: str
    before: dict[str, JsonValue] | None
    after: dict[str, JsonValue] | None

    @property
    def address(self) -> Address:
        """Which resource it changes."""
        return Address(self.kind, self.name)


class Journal(BaseModel):
    """Everything that a deploy means to change; ``restored`` is the release that a rollback goes back to."""

    model_config = ConfigDict(frozen=True)

    holder: str
    started: datetime
    restored: int | None = None
    entries: Sequence[Entry] = ()


def unfinished(store: Store) -> Journal | None:
    """Return what a deploy that did not finish was changing."""
    found = store.read(KEY)
    return None if found is None else Journal.model_validate_json(found.text)


def begin(store: Store, plan: Plan, heading: Journal, *, earlier: Journal | None) -> None:
    """Write down below a heading what will be changed, and what an earlier deploy left unfinished."""
    entries = [
        Entry(
            action=change.action,
            kind=change.address.kind,
            name=change.address.name,
            before=None if change.live is None else dict(change.live.properties),
            after=None if change.desired is None else dict(change.desired.properties),
        )
        for change in plan.work
    ]
    known = {entry.address for entry in entries}
    entries += [entry for entry in (earlier.entries if earlier else ()) if entry.address not in known]
    store.write(KEY, heading.model_copy(update={"entries": entries}).model_dump_json(indent=1))


def finish(store: Store) -> None:
    """Say that everything in the journal is done."""
    store.delete(KEY)
