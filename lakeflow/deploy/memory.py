"""The ports of a deploy in memory: what plans are made against without an account, and what tests deploy to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock

from lakeflow.asl.states import Json
from lakeflow.deploy.plan import Change
from lakeflow.deploy.provider import Live
from lakeflow.deploy.smoke import Outcome
from lakeflow.deploy.store import Stored
from lakeflow.errors import ConflictError, DeployError
from lakeflow.resources.resource import Address, Resource


class MemoryProvider:
    """Resources in a dictionary, which behave as the port says; ``live`` is what there is."""

    def __init__(self, live: Iterable[Live] = ()) -> None:
        self._lock = Lock()
        self.live: dict[Address, Live] = {one.address: one for one in live}

    def read(self, address: Address) -> Live | None:
        """Return a resource."""
        return self.live.get(address)

    def create(self, resource: Resource) -> None:
        """Make a resource."""
        with self._lock:
            self.live[resource.address] = _live(resource)

    def update(self, live: Live, resource: Resource) -> None:
        """Change a resource."""
        with self._lock:
            assert live.address == resource.address
            self.live[resource.address] = _live(resource)

    def delete(self, live: Live) -> None:
        """Remove a resource."""
        with self._lock:
            self.live.pop(live.address, None)


class MemoryStore:
    """Objects in a dictionary, with the conditions of S3's conditional writes."""

    def __init__(self, objects: Mapping[str, str] | None = None) -> None:
        self._lock = Lock()
        self._writes = 0
        self._objects: dict[str, Stored] = {}
        for key, text in (objects or {}).items():
            self.write(key, text)

    def read(self, key: str) -> Stored | None:
        """Return an object."""
        return self._objects.get(key)

    def write(self, key: str, text: str) -> None:
        """Write an object."""
        with self._lock:
            self._put(key, text)

    def create(self, key: str, text: str) -> str:
        """Write an object where there is none."""
        with self._lock:
            if key in self._objects:
                raise ConflictError(f"{key} exists")
            return self._put(key, text)

    def replace(self, key: str, text: str, etag: str) -> str:
        """Write over the object that has the tag."""
        with self._lock:
            if key not in self._objects or self._objects[key].etag != etag:
                raise ConflictError(f"{key} has changed")
            return self._put(key, text)

    def delete(self, key: str) -> None:
        """Remove an object."""
        with self._lock:
            self._objects.pop(key, None)

    def keys(self, prefix: str) -> Sequence[str]:
        """Return the keys that start so."""
        return sorted(key for key in self._objects if key.startswith(prefix))

    def _put(self, key: str, text: str) -> str:
        self._writes += 1
        self._objects[key] = Stored(text, str(self._writes))
        return self._objects[key].etag


class MemoryExecutions:
    """Executions that end as soon as they start, as it is given for their machine, else well; ``ran`` are all.

    ``running`` are the ARNs of others that do not end, by their machine.
    """

    def __init__(self, outcomes: Mapping[str, Outcome] | None = None) -> None:
        self._outcomes = outcomes or {}
        self.ran: list[tuple[str, Json]] = []
        self.running: dict[str, Sequence[str]] = {}

    def unfinished(self, machine: str, alias: str) -> Sequence[str]:
        """Return what runs, by whatever alias."""
        del alias
        return self.running.get(machine, ())

    def run(self, machine: str, given: Json, waiting: Callable[[], None]) -> Outcome:
        """Note the execution and return how it ended."""
        waiting()
        self.ran.append((machine, given))
        return self._outcomes.get(machine, Outcome(f"{machine}:1", "SUCCEEDED"))


def _live(resource: Resource) -> Live:
    return Live(
        address=resource.address,
        properties=resource.properties,
        tags=resource.tags,
        attributes=resource.attributes,
    )


class Quiet:
    """An observer who tells nobody."""

    def started(self, change: Change) -> None:
        """Say nothing."""

    def ended(self, change: Change, error: DeployError | None) -> None:
        """Say nothing."""

    def waits(self, subject: str) -> None:
        """Say nothing."""

    def keeps(self, changes: Sequence[Change], executions: Sequence[str]) -> None:
        """Say nothing."""
