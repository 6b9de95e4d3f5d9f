"""The local ObjectStore: every bucket is the lake's folder, ``s3://any-bucket/raw/x.csv`` is ``<lake>/raw/x.csv``."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from lakeflow.asl.states import Json
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.objects import StoredObject


class LakeObjects:
    """The files of a lake as objects; keys are their paths inside it."""

    def __init__(self, lake_root: Path) -> None:
        self._root = lake_root.resolve()

    def list_objects(self, bucket: str, prefix: str) -> list[StoredObject]:
        """Return the files whose paths start with the prefix, in order; the bucket does not matter."""
        del bucket
        found = ((path.relative_to(self._root).as_posix(), path) for path in self._root.rglob("*") if path.is_file())
        return [self._stored(key, path) for key, path in sorted(found) if key.startswith(prefix)]

    def get_object(self, bucket: str, key: str) -> bytes:
        """Return a file's content; raises TaskFailed."""
        return self._file(bucket, key).read_bytes()

    def get_parquet_rows(self, bucket: str, key: str) -> list[Json]:
        """Return the rows of a Parquet file as JSON objects; raises TaskFailed."""
        import duckdb

        path = self._file(bucket, key)
        try:
            rows = duckdb.execute("SELECT to_json(row) FROM read_parquet(?) AS row", [str(path)]).fetchall()
        except duckdb.Error as error:
            raise TaskFailed("S3.InvalidObjectStateException", f"s3://{bucket}/{key} is no Parquet: {error}") from error
        return [json.loads(row) for (row,) in rows]

    def put_object(self, bucket: str, key: str, content: bytes) -> None:
        """Write a file; raises TaskFailed."""
        path = self._path(bucket, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def _file(self, bucket: str, key: str) -> Path:
        path = self._path(bucket, key)
        if not path.is_file():
            raise TaskFailed("S3.NoSuchKeyException", f"The specified key does not exist: s3://{bucket}/{key} ({path})")
        return path

    def _path(self, bucket: str, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root):
            raise TaskFailed("S3.S3Exception", f"s3://{bucket}/{key} leads out of the lake {self._root}")
        return path

    def _stored(self, key: str, path: Path) -> StoredObject:
        status = path.stat()
        etag = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
        modified = datetime.fromtimestamp(status.st_mtime, UTC)
        return StoredObject(key=key, size=status.st_size, etag=etag, last_modified=modified)
