"""The port to what holds objects, which is S3 on AWS: distributed Maps read items from it and write results to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lakeflow.asl.states import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """What ListObjectsV2 tells of an object; ``size`` in bytes."""

    key: str
    size: int
    etag: str
    last_modified: datetime

    def item(self) -> Json:
        """Return the object as a distributed Map hands it to an iteration."""
        return {
            "Etag": f'"{self.etag}"',
            "Key": self.key,
            "LastModified": int(self.last_modified.timestamp()),
            "Size": self.size,
            "StorageClass": "STANDARD",
        }


class ObjectStore(Protocol):
    """Where objects are; every method raises TaskFailed, with S3's own error, for what is not there."""

    def list_objects(self, bucket: str, prefix: str) -> list[StoredObject]:
        """Return the objects whose keys start with the prefix, in the order of their keys."""

    def get_object(self, bucket: str, key: str) -> bytes:
        """Return an object's content."""

    def get_parquet_rows(self, bucket: str, key: str) -> list[Json]:
        """Return the rows of a Parquet object as JSON objects."""

    def put_object(self, bucket: str, key: str, content: bytes) -> None:
        """Write an object."""
