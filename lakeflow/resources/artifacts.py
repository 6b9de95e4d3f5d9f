"""Code as content-addressed files: a script, a library or a function under a key that tells what is in it."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest moment a zip can hold: with real ones the same code would be a new file every time."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to upload; ``key`` holds the start of its SHA-256, and so never names two contents."""

    name: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The content's hash, 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def key(self) -> str:
        """Where it lies in the artifacts bucket."""
        return f"artifacts/{self.sha256[:16]}/{self.name}"


def script(path: str, content: bytes) -> Artifact:
    """Return a job's script."""
    return Artifact(path.rpartition("/")[2], content)


def archive(name: str, files: Mapping[str, bytes]) -> Artifact:
    """Return files as a zip that is the same, byte for byte, wherever and whenever it is made.

    >>> archive("lib.zip", {"b.py": b"", "a.py": b""}) == archive("lib.zip", {"a.py": b"", "b.py": b""})
    True
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.external_attr = 0o644 << 16
            # Deflate's output depends on zlib's version; code is small, and bytes that never differ are worth more.
            entry.compress_type = zipfile.ZIP_STORED
            entry.create_system = 3
            zipped.writestr(entry, files[path])
    return Artifact(name, buffer.getvalue())
