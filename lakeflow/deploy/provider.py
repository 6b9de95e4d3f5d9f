"""The port to AWS: four verbs that every type of resource answers to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from lakeflow.asl.states import Json
from lakeflow.resources.resource import Address, Resource, no_tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A resource as it is: ``properties`` in the words of ``Resource``, AWS's defaults left out.

    ``attributes`` are what AWS assigned, such as the version that an alias points to.
    """

    address: Address
    properties: Mapping[str, Json]
    tags: Mapping[str, str]
    attributes: Mapping[str, str] = field(default_factory=no_tags)


class Provider(Protocol):
    """Reads and changes resources; a change that finds its work done already succeeds.

    Every method may be called from several threads, and raises a ``ProviderError`` when AWS refuses.
    """

    def read(self, address: Address) -> Live | None:
        """Return a resource as it is now, None if there is none."""

    def create(self, resource: Resource) -> None:
        """Make a resource; does nothing if an equal one of ours is there, left by a call whose answer was lost."""

    def update(self, live: Live, resource: Resource) -> None:
        """Make a live resource what it should be."""

    def delete(self, live: Live) -> None:
        """Remove a resource; does nothing if it is gone."""
