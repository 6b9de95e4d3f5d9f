"""The port to where an environment keeps its lock, journal and releases: small objects with conditional writes."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Stored(NamedTuple):
    """An object's text, and the tag that changes whenever it does."""

    text: str
    etag: str


class Store(Protocol):
    """Objects by key; S3 does all of it in one bucket.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    """

    def read(self, key: str) -> Stored | None:
        """Return an object, None if there is none."""

    def write(self, key: str, text: str) -> None:
        """Write an object, whatever was there."""

    def create(self, key: str, text: str) -> str:
        """Write an object where there is none and return its tag; raises ConflictError if there is one."""

    def replace(self, key: str, text: str, etag: str) -> str:
        """Write over the object that has the tag and return the new one; raises ConflictError if it has another."""

    def delete(self, key: str) -> None:
        """Remove an object; does nothing if it is gone."""

    def keys(self, prefix: str) -> Sequence[str]:
        """Return the keys that start so, sorted."""
