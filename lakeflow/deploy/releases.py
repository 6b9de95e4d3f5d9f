"""The record of what was released: enough to show it, to compare with it, and to restore it."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from lakeflow.deploy.store import Store
from lakeflow.errors import DeployError
from lakeflow.resources.resource import Address, Kind, Resource

PREFIX = "releases/"


class RecordedResource(BaseModel):
    """A resource as it was released."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    name: str
    properties: dict[str, JsonValue]
    needs: tuple[tuple[Kind, str], ...] = ()
    tags: dict[str, str] = Field(default_factory=dict)
    attributes: dict[str, str] = Field(default_factory=dict)

    @property
    def resource(self) -> Resource:
        """The same as a desired resource."""
        return Resource(
            kind=self.kind,
            name=self.name,
            properties=self.properties,
            needs=tuple(Address(*address) for address in self.needs),
            tags=self.tags,
            attributes=self.attributes,
        )


class Provenance(BaseModel):
    """Where a release comes from: who made it, from which revision, under which version."""

    model_config = ConfigDict(frozen=True)

    by: str
    revision: str = ""
    version: str = ""


class Release(BaseModel):
    """One release of an environment; ``restored`` is the number of the one that a rollback went back to.

    ``left`` is what it dropped and could not delete yet, because executions of a former version were running.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    created: datetime
    provenance: Provenance
    pipelines: tuple[str, ...]
    changes: tuple[str, ...]
    resources: tuple[RecordedResource, ...]
    restored: int | None = None
    left: tuple[tuple[Kind, str], ...] = ()

    @property
    def desired(self) -> tuple[Resource, ...]:
        """What the release wanted."""
        return tuple(recorded.resource for recorded in self.resources)


def recorded(resource: Resource) -> RecordedResource:
    """Return a resource as a release records it."""
    return RecordedResource(
        kind=resource.kind,
        name=resource.name,
        properties=dict(resource.properties),
        needs=tuple((address.kind, address.name) for address in resource.needs),
        tags=dict(resource.tags),
        attributes=dict(resource.attributes),
    )


def numbers(store: Store) -> Sequence[int]:
    """Return the numbers of all releases, oldest first."""
    return [int(key.removeprefix(PREFIX).removesuffix(".json")) for key in store.keys(PREFIX)]


def newest(store: Store) -> int:
    """Return the number of the latest release, 0 before the first."""
    return max(numbers(store), default=0)


def load(store: Store, number: int) -> Release:
    """Return a release.

    Raises:
        DeployError: there is none of that number.

    """
    found = store.read(_key(number))
    if found is None:
        known = ", ".join(map(str, numbers(store))) or "none"
        raise DeployError(f"there is no release {number}", hint=f"there are: {known}; see `lakeflow releases`")
    return Release.model_validate_json(found.text)


def latest(store: Store) -> Release | None:
    """Return the release that the environment runs, None before the first."""
    known = numbers(store)
    return load(store, known[-1]) if known else None


def save(store: Store, release: Release) -> None:
    """Record a release; its number must be new."""
    store.create(_key(release.number), release.model_dump_json(indent=1))


def _key(number: int) -> str:
    return f"{PREFIX}{number:08}.json"
