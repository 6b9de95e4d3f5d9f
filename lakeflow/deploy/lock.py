"""One deployer at a time, by a conditional write; a lock that its holder left behind expires."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from lakeflow.clock import Clock
from lakeflow.deploy.store import Store
from lakeflow.errors import ConflictError, DeployError, DeployLockedError

KEY = "lock.json"
LIFETIME = timedelta(minutes=15)


class Lock(BaseModel):
    """Who is deploying, and until when that is believed."""

    model_config = ConfigDict(frozen=True)

    holder: str
    acquired: datetime
    expires: datetime


class HeldLock:
    """A lock that we hold; ``renew`` now and then while work goes on."""

    def __init__(self, store: Store, clock: Clock, lock: Lock, etag: str) -> None:
        self._store = store
        self._clock = clock
        self._lock = lock
        self._etag = etag

    def renew(self) -> None:
        """Put the expiry off, once half of it has passed.

        Raises:
            DeployLockedError: another deployer took the lock over.

        """
        now = self._clock.now()
        if self._lock.expires - now > LIFETIME / 2:
            return
        renewed = self._lock.model_copy(update={"expires": now + LIFETIME})
        try:
            self._etag = self._store.replace(KEY, renewed.model_dump_json(), self._etag)
        except ConflictError:
            raise DeployLockedError(
                "another deployer took over the lock of this environment", hint="run the command again"
            ) from None
        self._lock = renewed

    def release(self) -> None:
        """Give the lock up, unless another deployer has taken it over."""
        current = self._store.read(KEY)
        if current is not None and current.etag == self._etag:
            self._store.delete(KEY)


@contextmanager
def locked(store: Store, clock: Clock, holder: str, is_gone: Callable[[str], bool]) -> Iterator[HeldLock]:
    """Hold an environment's lock for the length of a block; the lock of a holder that ``is_gone`` is taken over.

    Raises:
        DeployLockedError: another deployer holds it.

    """
    held = _acquire(store, clock, holder, is_gone)
    try:
        yield held
    except BaseException:
        # What went wrong is the news; a lock that cannot be given up as well expires by itself.
        with suppress(DeployError):
            held.release()
        raise
    held.release()


def unlock(store: Store) -> Lock | None:
    """Remove the lock, whoever holds it, and return it."""
    current = store.read(KEY)
    if current is None:
        return None
    store.delete(KEY)
    return Lock.model_validate_json(current.text)


def _acquire(store: Store, clock: Clock, holder: str, is_gone: Callable[[str], bool]) -> HeldLock:
    now = clock.now()
    lock = Lock(holder=holder, acquired=now, expires=now + LIFETIME)
    text = lock.model_dump_json()
    try:
        return HeldLock(store, clock, lock, store.create(KEY, text))
    except ConflictError:
        current = store.read(KEY)
    if current is None:
        raise _busy(None)
    other = Lock.model_validate_json(current.text)
    if other.expires > now and not is_gone(other.holder):
        raise _busy(other)
    try:
        return HeldLock(store, clock, lock, store.replace(KEY, text, current.etag))
    except ConflictError:
        raise _busy(None) from None


def _busy(other: Lock | None) -> DeployLockedError:
    if other is None:
        return DeployLockedError("another deployer took the lock just now", hint="run the command again in a minute")
    return DeployLockedError(
        f"{other.holder} has been deploying to this environment since {other.acquired:%Y-%m-%d %H:%M} UTC",
        hint=f"wait; the lock expires at {other.expires:%H:%M} UTC; `lakeflow unlock` removes it if nobody is at work",
    )
