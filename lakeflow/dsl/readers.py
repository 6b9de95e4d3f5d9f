"""Where a DistributedMap reads its items from: files in S3, what an inventory lists, or the objects themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from lakeflow.dsl.declared import Declared
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.references import Value
from lakeflow.dsl.source import caller_location
from lakeflow.errors import Location


@dataclass(frozen=True, slots=True, eq=False)
class Reader(metaclass=Declared):
    """Items at a URI, ``s3://bucket/key``; ``max_items`` reads no more than so many."""

    input_type: ClassVar[str] = ""

    uri: Value
    max_items: int | None = field(default=None, kw_only=True)
    location: Location = field(default_factory=caller_location, kw_only=True)

    def __post_init__(self) -> None:
        _must_be_in_s3(self.uri)


@dataclass(frozen=True, slots=True, eq=False)
class Csv(Reader):
    """The rows of a CSV file: objects by the names in its first row, or by ``headers`` where it has none.

    ``delimiter`` is ``COMMA``, ``PIPE``, ``SEMICOLON``, ``SPACE`` or ``TAB``.

    >>> from lakeflow import Csv
    >>> orders = Csv("s3://lake/orders.csv", delimiter="SEMICOLON", max_items=1000)
    """

    input_type: ClassVar[str] = "CSV"

    headers: Sequence[str] = field(default=(), kw_only=True)
    delimiter: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, eq=False)
class JsonFile(Reader):
    """The items of a list in a JSON file; ``pointer`` (``/data/orders``) leads to one that is not at the top.

    >>> from lakeflow import JsonFile
    >>> orders = JsonFile("s3://lake/orders.json", pointer="/data/orders")
    """

    input_type: ClassVar[str] = "JSON"

    pointer: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, eq=False)
class JsonLines(Reader):
    """The lines of a JSON Lines file.

    >>> from lakeflow import JsonLines
    >>> orders = JsonLines("s3://lake/orders.jsonl")
    """

    input_type: ClassVar[str] = "JSONL"


@dataclass(frozen=True, slots=True, eq=False)
class Parquet(Reader):
    """The rows of a Parquet file.

    >>> from lakeflow import Parquet
    >>> orders = Parquet("s3://lake/orders.parquet")
    """

    input_type: ClassVar[str] = "PARQUET"


@dataclass(frozen=True, slots=True, eq=False)
class S3Objects(Reader):
    """The objects below a prefix: items have ``Key``, ``Size``, ``Etag``, ``LastModified`` and ``StorageClass``.

    With ``contents`` (``CSV``, ``JSON``, ``JSONL`` or ``PARQUET``) the objects are read, and items are what is in them.

    >>> from lakeflow import S3Objects
    >>> landed = S3Objects("s3://lake/landing/")
    """

    contents: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, eq=False)
class S3Inventory(Reader):
    """The objects that an S3 inventory lists, by the URI of its ``manifest.json``.

    >>> from lakeflow import S3Inventory
    >>> everything = S3Inventory("s3://inventory/lake/2025-04-01T01-00Z/manifest.json")
    """

    input_type: ClassVar[str] = "MANIFEST"
    manifest_type: ClassVar[str] = "S3_INVENTORY"


@dataclass(frozen=True, slots=True, eq=False)
class AthenaManifest(Reader):
    """The rows that an UNLOAD of Athena wrote, by the URI of its manifest, a CSV; ``contents`` is their format.

    >>> from lakeflow import AthenaManifest
    >>> unloaded = AthenaManifest("s3://results/unload-manifest.csv", contents="PARQUET")
    """

    manifest_type: ClassVar[str] = "ATHENA_DATA"

    contents: str = field(kw_only=True)


@dataclass(frozen=True, slots=True, eq=False)
class ResultWriter(metaclass=Declared):
    """Where a DistributedMap writes what its iterations return, when that is more than a state may hold.

    ``transformation`` is ``NONE`` (with each execution's account), ``COMPACT`` (outputs only) or ``FLATTEN`` (items of
    outputs that are lists); ``output_type`` is ``JSON`` or ``JSONL``.

    >>> from lakeflow import ResultWriter
    >>> results = ResultWriter("s3://lake/runs/", transformation="COMPACT", output_type="JSONL")
    """

    uri: Value
    transformation: str | None = field(default=None, kw_only=True)
    output_type: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        _must_be_in_s3(self.uri)


def _must_be_in_s3(uri: Value) -> None:
    if isinstance(uri, str) and not uri.startswith("s3://"):
        mistake("LF235", f"{uri!r} is no address in S3", 'write "s3://bucket/key", or Format("s3://bucket/{}", ref)')
