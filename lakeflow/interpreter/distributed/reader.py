"""ItemReader: the items of a distributed Map from objects, or the objects themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

from lakeflow.asl.states import JSONATA, Json
from lakeflow.errors import InvalidStateMachineError, TaskFailed
from lakeflow.interpreter.distributed import formats
from lakeflow.interpreter.failure import ITEM_READER_FAILED, StateFailed
from lakeflow.interpreter.numbers import whole_number
from lakeflow.interpreter.objects import ObjectStore
from lakeflow.interpreter.processing import Field, Payload, compile_field, compile_payload
from lakeflow.interpreter.visit import Visit

_ACTIONS: Final = ("getObject", "listObjectsV2")
_INPUT_TYPES: Final = ("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST")


class ReadItems(NamedTuple):
    """What a reader found; ``source`` is the address that the context gives as the items' source."""

    items: list[Json]
    source: str


@dataclass(frozen=True, slots=True)
class Reader:
    """A compiled ItemReader; ``config`` is its ReaderConfig, ``max_items`` None where there is no MaxItems."""

    action: str
    arguments: Payload
    config: Mapping[str, Json]
    max_items: Field | None

    def read(self, visit: Visit) -> ReadItems:
        """Return the items; raises StateFailed with States.ItemReaderFailed."""
        arguments = self.arguments.of(visit)
        limit = None if self.max_items is None else self._limit(visit, self.max_items)
        bucket, key = (_text(arguments, name) for name in ("Bucket", "Prefix" if self._lists else "Key"))
        objects = visit.scope.runtime.objects
        if objects is None:
            raise StateFailed(ITEM_READER_FAILED, "There is no object store to read from in this run.")
        try:
            items = self._items(objects, bucket, key)
        except TaskFailed as error:
            raise StateFailed(ITEM_READER_FAILED, error.cause or error.error) from error
        except formats.FormatError as error:
            raise StateFailed(ITEM_READER_FAILED, f"The object s3://{bucket}/{key} cannot be read: {error}") from error
        return ReadItems(items[:limit], f"s3://{bucket}/{key}")

    @property
    def _lists(self) -> bool:
        return self.action == "listObjectsV2"

    def _limit(self, visit: Visit, field: Field) -> int | None:
        value = field.of(visit)
        whole = whole_number(value)
        if whole is None or whole < 0:
            raise field.not_a(visit, "integer", value)
        return whole or None

    def _items(self, objects: ObjectStore, bucket: str, key: str) -> list[Json]:
        if not self._lists:
            if self.config["InputType"] == "MANIFEST" or "ManifestType" in self.config:
                return list(self._named_by_manifest(objects, objects.get_object(bucket, key)))
            return self._content(objects, bucket, key)
        listed = objects.list_objects(bucket, key)
        if self.config.get("Transformation") != "LOAD_AND_FLATTEN":
            return [found.item() for found in listed]
        return [item for found in listed for item in self._content(objects, bucket, found.key)]

    def _content(self, objects: ObjectStore, bucket: str, key: str) -> list[Json]:
        kind = self.config["InputType"]
        if kind == "PARQUET":
            return objects.get_parquet_rows(bucket, key)
        content = objects.get_object(bucket, key)
        if kind == "JSON":
            return formats.json_items(content, cast("str", self.config.get("ItemsPointer", "")))
        if kind == "JSONL":
            return formats.json_lines(content)
        return formats.csv_items(content, self._csv)

    @property
    def _csv(self) -> formats.CsvOptions:
        given = self.config.get("CSVHeaders") if self.config.get("CSVHeaderLocation") == "GIVEN" else None
        headers = None if given is None else tuple(cast("list[str]", given))
        return formats.CsvOptions(headers, formats.DELIMITERS[cast("str", self.config.get("CSVDelimiter", "COMMA"))])

    def _named_by_manifest(self, objects: ObjectStore, content: bytes) -> Iterator[Json]:
        """Yield the items of the objects that a manifest names: data files, or the parts of an S3 inventory."""
        if self.config.get("ManifestType") == "ATHENA_DATA":
            for bucket, key in formats.manifest_addresses(content):
                yield from self._content(objects, bucket, key)
            return
        bucket, columns, keys = formats.inventory_files(content)
        for key in keys:
            yield from formats.csv_items(objects.get_object(bucket, key), formats.CsvOptions(columns))


def compile_reader(definition: Json, language: str) -> Reader:
    """Parse an ItemReader.

    Raises:
        TemplateError: an expression does not parse.
        PathError: a path does not.
        InvalidStateMachineError: it reads in a way that does not exist.

    """
    fields = cast("Mapping[str, Json]", definition)
    action = cast("str", fields.get("Resource", "")).rpartition(":")[2]
    config = cast("Mapping[str, Json]", fields.get("ReaderConfig", {}))
    if action not in _ACTIONS:
        raise InvalidStateMachineError(f"An ItemReader cannot read with {fields.get('Resource')}.")
    needs_type = action == "getObject" or config.get("Transformation") == "LOAD_AND_FLATTEN"
    if needs_type and config.get("InputType") not in _INPUT_TYPES:
        raise InvalidStateMachineError(f"The InputType of an ItemReader must be one of {', '.join(_INPUT_TYPES)}.")
    if config.get("CSVDelimiter", "COMMA") not in formats.DELIMITERS:
        raise InvalidStateMachineError(f"The CSVDelimiter must be one of {', '.join(formats.DELIMITERS)}.")
    name = "Arguments" if language == JSONATA else "Parameters"
    max_items_path = cast("str | None", config.get("MaxItemsPath"))
    return Reader(
        action,
        compile_payload(fields.get(name, {}), f"ItemReader/{name}", language),
        config,
        compile_field("MaxItems", config.get("MaxItems"), max_items_path, language, expects="number"),
    )


def _text(arguments: Json, name: str) -> str:
    value = arguments.get(name, "") if isinstance(arguments, dict) else ""
    return value if isinstance(value, str) else ""
