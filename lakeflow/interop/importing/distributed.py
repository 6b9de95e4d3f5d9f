"""Distributed Maps: where their items come from, what an iteration gets, where results go."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lakeflow.interop.importing import payloads
from lakeflow.interop.importing.source import Written
from lakeflow.interop.importing.texts import called
from lakeflow.interop.importing.values import Code, Const, Fields, Inexpressible, Known, Value, const


class Iterated(NamedTuple):
    """What a DistributedMap works on, what its iterations get, and what else it is told."""

    items: Value
    item: Value
    options: Mapping[str, Written]


def is_distributed(processor: Mapping[str, Any]) -> bool:
    """Return whether iterations are executions of their own."""
    return bool(processor.get("ProcessorConfig", {}).get("Mode", "INLINE") == "DISTRIBUTED")


def iterated(state: Mapping[str, Any], language: str, known: Known, variable: str) -> Iterated:
    """Return what a distributed Map is; raises Inexpressible where the step cannot say it."""
    batcher = state.get("ItemBatcher")
    item = Code(f"{variable}.{'item' if batcher is None else 'batch'}", frozenset({variable}))
    selected = payloads.item(state, language, known, item)
    options = dict(payloads.map_options(state))
    if batcher is not None:
        if selected != item:
            raise Inexpressible("a batch of selected items")
        selected, batched = _batch(batcher, state, language, known, item)
        options |= batched
    processor = state.get("ItemProcessor") or state["Iterator"]
    if processor["ProcessorConfig"].get("ExecutionType") == "EXPRESS":
        options["express"] = "True"
    if "Label" in state:
        options["label"] = const(state["Label"])
    for field, option in (
        ("ToleratedFailureCount", "tolerated_failures"),
        ("ToleratedFailurePercentage", "tolerated_failure_percentage"),
    ):
        if (number := payloads.scalar(state, field, language, known)) is not None:
            options[option] = number
    if "ResultWriter" in state:
        options["writer"] = _writer(state["ResultWriter"], state, language, known)
    return Iterated(_items(state, language, known), selected, options)


def _items(state: Mapping[str, Any], language: str, known: Known) -> Value:
    reader = state.get("ItemReader")
    if reader is None:
        return payloads.listed(state, language, known)
    if "ItemsPath" in state:
        raise Inexpressible("items at a path in what is read")
    return _reader(reader, state, language, known)


def _batch(
    batcher: Mapping[str, Any], state: Mapping[str, Any], language: str, known: Known, batch: Code
) -> tuple[Value, dict[str, Written]]:
    """Return what an iteration gets that works on several items, and what the step is told of it."""
    options: dict[str, Written] = {}
    for field, option in (("MaxItemsPerBatch", "batch_size"), ("MaxInputBytesPerBatch", "batch_bytes")):
        if field in batcher:
            if not isinstance(batcher[field], int):
                raise Inexpressible(f"{field} is computed")
            options[option] = const(batcher[field])
    if unknown := batcher.keys() - {"MaxItemsPerBatch", "MaxInputBytesPerBatch", "BatchInput"}:
        raise Inexpressible(f"a batch with {', '.join(sorted(unknown))}")
    if not options:
        raise Inexpressible("a batch of any size")
    fields: tuple[tuple[str, Value], ...] = (("Items", batch),)
    if "BatchInput" in batcher:
        fields = (("BatchInput", payloads.filled(batcher["BatchInput"], state, language, known)), *fields)
    return Fields(fields), options


_KINDS = {
    "CSV": ("Csv", {"CSVHeaders": "headers", "CSVDelimiter": "delimiter"}),
    "JSON": ("JsonFile", {"ItemsPointer": "pointer"}),
    "JSONL": ("JsonLines", {}),
    "PARQUET": ("Parquet", {}),
    "MANIFEST": ("S3Inventory", {}),
}
_MANIFESTS = {"S3_INVENTORY": "S3Inventory", "ATHENA_DATA": "AthenaManifest"}


def _reader(reader: Mapping[str, Any], state: Mapping[str, Any], language: str, known: Known) -> Value:
    """Return the reader that an ItemReader is."""
    config = dict(reader.get("ReaderConfig", {}))
    most = config.pop("MaxItems", None)
    if not (most is None or isinstance(most, int)):
        raise Inexpressible("MaxItems is computed")
    is_listing = reader["Resource"].endswith(":s3:listObjectsV2")
    if not is_listing and not reader["Resource"].endswith(":s3:getObject"):
        raise Inexpressible(f"items from {reader['Resource']}")
    function, options = _listing(config) if is_listing else _file(config)
    if config:
        raise Inexpressible(f"a reader with {', '.join(sorted(config))}")
    place = _place(reader, "Prefix" if is_listing else "Key", state, language, known)
    if most is not None:
        options["max_items"] = const(most)
    return called(function, (("", place), *options.items()), known.demands)


def _listing(config: dict[str, Any]) -> tuple[str, dict[str, Value]]:
    """Return a reader of objects, taking from its configuration what it says."""
    contents = config.pop("InputType", None)
    if config.pop("Transformation", "NONE") == "NONE":
        return "S3Objects", {}
    _take_first_row(config, contents)
    return "S3Objects", {"contents": const(contents)}


def _file(config: dict[str, Any]) -> tuple[str, dict[str, Value]]:
    """Return a reader of one file, taking from its configuration what it says."""
    kind = config.pop("InputType", "JSON")
    manifest = config.pop("ManifestType", "S3_INVENTORY" if kind == "MANIFEST" else None)
    if manifest == "ATHENA_DATA":
        _take_first_row(config, kind)
        return "AthenaManifest", {"contents": const(kind)}
    if (manifest is not None) != (kind == "MANIFEST"):
        raise Inexpressible(f"a manifest of {kind}")
    function, known = _KINDS[kind]
    if "CSVHeaders" not in config:
        _take_first_row(config, kind)
    elif config.pop("CSVHeaderLocation", "") != "GIVEN":
        raise Inexpressible("headers that are not used")
    return function, {option: const(config.pop(field)) for field, option in known.items() if field in config}


def _take_first_row(config: dict[str, Any], contents: str) -> None:
    if contents == "CSV" and config.pop("CSVHeaderLocation", "FIRST_ROW") != "FIRST_ROW":
        raise Inexpressible("a CSV file without headers")


def _place(source: Mapping[str, Any], key: str, state: Mapping[str, Any], language: str, known: Known) -> Value:
    """Return the URI of a bucket and a key."""
    arguments = source["Arguments" if language == payloads.JSONATA else "Parameters"]
    given = payloads.filled(arguments, state, language, known)
    fields = dict(given.fields) if isinstance(given, Fields) and given.base is None else {}
    if not fields.keys() <= {"Bucket", key} or "Bucket" not in fields:
        raise Inexpressible(f"a place with {', '.join(fields) or 'computed fields'}")
    bucket, path = fields["Bucket"], fields.get(key, const(""))
    if isinstance(bucket, Const) and isinstance(path, Const):
        return const(f"s3://{bucket.value}/{path.value}")
    return payloads.formatted_uri(bucket, path, known)


def _writer(writer: Mapping[str, Any], state: Mapping[str, Any], language: str, known: Known) -> Value:
    config = writer.get("WriterConfig", {})
    if not writer.get("Resource", "").endswith(":s3:putObject"):
        raise Inexpressible("results that are not written to S3")
    options = [
        (option, const(config[field]))
        for field, option in (("Transformation", "transformation"), ("OutputType", "output_type"))
        if field in config
    ]
    place = _place(writer, "Prefix", state, language, known)
    return called("ResultWriter", (("", place), *options), known.demands)
