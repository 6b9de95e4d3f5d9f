"""The lake's plain files, on a disk or in S3: the scheme of the lake's root decides."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import urlparse


class Storage(Protocol):
    """Files named by their path below the lake's root, with ``/`` on every system."""

    def etag(self, path: str) -> str | None:
        """Return what changes when the file's content does; None when there is no such file."""

    def open(self, path: str) -> BinaryIO:
        """Open the file for reading; whoever opens it closes it."""

    def move(self, source: str, target: str) -> None:
        """Put the file at ``target``, replacing what is there; a crash leaves it at one of the two places at least."""


@dataclass(frozen=True, slots=True)
class LocalStorage:
    """A lake in a directory."""

    root: Path

    def etag(self, path: str) -> str | None:
        """Return the MD5 of the content, as S3 does for a plain upload."""
        file = self.root / path
        if not file.is_file():
            return None
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()

    def open(self, path: str) -> BinaryIO:
        """Open the file for reading."""
        return (self.root / path).open("rb")

    def move(self, source: str, target: str) -> None:
        """Rename the file, which no crash can leave half done."""
        destination = self.root / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        (self.root / source).replace(destination)


@dataclass(frozen=True, slots=True)
class S3Storage:
    """A lake below a prefix of an S3 bucket; ``client`` is boto3's."""

    client: Any
    bucket: str
    prefix: str

    def etag(self, path: str) -> str | None:
        """Return S3's own entity tag."""
        from botocore.exceptions import ClientError

        try:
            return str(self.client.head_object(Bucket=self.bucket, Key=self._key(path))["ETag"]).strip('"')
        except ClientError as error:
            if error.response["Error"]["Code"] in {"404", "NoSuchKey"}:
                return None
            raise

    def open(self, path: str) -> BinaryIO:
        """Stream the object."""
        return io.BufferedReader(self.client.get_object(Bucket=self.bucket, Key=self._key(path))["Body"])

    def move(self, source: str, target: str) -> None:
        """Copy, then delete: S3 has no rename."""
        origin = {"Bucket": self.bucket, "Key": self._key(source)}
        self.client.copy(origin, self.bucket, self._key(target))
        self.client.delete_object(**origin)

    def _key(self, path: str) -> str:
        return f"{self.prefix}/{path}" if self.prefix else path


def storage_at(lake_root: str) -> Storage:
    """Return the storage of a lake: ``s3://bucket/prefix``, or a directory."""
    uri = urlparse(lake_root)
    if uri.scheme in {"s3", "s3a"}:
        import boto3

        return S3Storage(boto3.client("s3"), uri.netloc, uri.path.strip("/"))
    if uri.scheme in {"", "file"}:
        return LocalStorage(Path(uri.path if uri.scheme else lake_root))
    raise ValueError(f"lake_root {lake_root!r} is neither a directory nor s3://bucket/prefix")
