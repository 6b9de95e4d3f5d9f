"""The Store port on S3, by conditional writes."""

from collections.abc import Sequence
from contextlib import suppress

from lakeflow.aws.calls import Aws, NotFoundError
from lakeflow.deploy.store import Stored
from lakeflow.errors import ConflictError, ProviderError

LATE = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})


class S3Store:
    """Objects below ``lakeflow/`` in a bucket; before the bucket is made, there are none."""

    def __init__(self, aws: Aws, bucket: str) -> None:
        self._aws = aws
        self._bucket = bucket

    def read(self, key: str) -> Stored | None:
        """Return an object."""
        try:
            answer = self._aws.call("s3", "get_object", key, Bucket=self._bucket, Key=_path(key))
        except NotFoundError:
            return None
        return Stored(answer["Body"].read().decode(), answer["ETag"])

    def write(self, key: str, text: str) -> None:
        """Write an object, whatever was there."""
        self._put(key, text)

    def create(self, key: str, text: str) -> str:
        """Write an object where there is none."""
        return self._put(key, text, IfNoneMatch="*")

    def replace(self, key: str, text: str, etag: str) -> str:
        """Write over the object that has the tag."""
        return self._put(key, text, IfMatch=etag)

    def delete(self, key: str) -> None:
        """Remove an object."""
        with suppress(NotFoundError):
            self._aws.call("s3", "delete_object", key, Bucket=self._bucket, Key=_path(key))

    def keys(self, prefix: str) -> Sequence[str]:
        """Return the keys that start so."""
        found: list[str] = []
        more: dict[str, str] = {}
        while True:
            try:
                page = self._aws.call(
                    "s3", "list_objects_v2", prefix, Bucket=self._bucket, Prefix=_path(prefix), **more
                )
            except NotFoundError:
                return []
            found += [item["Key"].removeprefix(_path("")) for item in page.get("Contents", ())]
            if not page.get("IsTruncated"):
                return sorted(found)
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _put(self, key: str, text: str, **condition: str) -> str:
        try:
            answer = self._aws.call(
                "s3",
                "put_object",
                key,
                Bucket=self._bucket,
                Key=_path(key),
                Body=text.encode(),
                ContentType="application/json",
                **condition,
            )
        except ProviderError as error:
            if error.code not in LATE:
                raise
            written = self.read(key)
            if written is None or written.text != text:
                raise ConflictError(f"{key} was written by somebody else") from None
            # By ourselves: the SDK asked again after an answer was lost.
            return written.etag
        etag: str = answer["ETag"]
        return etag


def _path(key: str) -> str:
    return f"lakeflow/{key}"
