"""What the fields of a Map state demand of each other: inline or distributed, reader, batches, label.

https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from lakeflow.asl.integrations import ITEM_READERS, RESULT_WRITERS
from lakeflow.asl.quotas import MAX_LABEL
from lakeflow.asl.validation.codes import Code
from lakeflow.asl.validation.expressions import shown
from lakeflow.asl.validation.sites import JSONATA, Scope, Site

MAX_INLINE_CONCURRENCY: Final = 40

_DISTRIBUTED_ONLY: Final = (
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "Label",
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
)
_BATCH_LIMITS: Final = (
    "MaxItemsPerBatch",
    "MaxItemsPerBatchPath",
    "MaxInputBytesPerBatch",
    "MaxInputBytesPerBatchPath",
)
_NOT_IN_LABEL: Final = re.compile(r"[\s?*<>{}\[\]:;,\\|^~$#%&`\"/\x00-\x1f\x7f-\x9f]")
_S3_CALL: Final = re.compile(r"arn:[^:]*:states:[^:]*:[^:]*:(s3:\w+)")


def processor_of(site: Site) -> tuple[str, Any]:
    """Return the name and value of the field that holds a Map's processor."""
    name = "ItemProcessor" if "ItemProcessor" in site.fields else "Iterator"
    return name, site.fields.get(name)


def config_of(processor: Any) -> dict[str, Any]:
    """Return a processor's ProcessorConfig, empty where there is none."""
    config = processor.get("ProcessorConfig") if isinstance(processor, dict) else None
    return config if isinstance(config, dict) else {}


def is_distributed(processor: Any) -> bool:
    """Return whether a processor's iterations run as executions of their own."""
    return config_of(processor).get("Mode") == "DISTRIBUTED"


def check_map(site: Site, *, in_express: bool) -> None:
    """Check a Map state beyond the values of its fields."""
    name, processor = processor_of(site)
    pointer, config = f"{site.pointer}/{name}/ProcessorConfig", config_of(processor)
    if is_distributed(processor):
        _check_distributed(site, pointer, config, in_express=in_express)
    else:
        _check_inline(site, pointer, config)
    _check_label(site)
    _check_batcher(site)
    _check_writer(site)
    _check_access("ItemReader", ITEM_READERS, site)
    _check_access("ResultWriter", RESULT_WRITERS, site)
    _check_reader(site)


def _check_distributed(site: Site, pointer: str, config: dict[str, Any], *, in_express: bool) -> None:
    if "ExecutionType" not in config:
        site.report(
            Code.PROCESSOR_CONFIG,
            pointer,
            "a distributed Map needs ExecutionType",
            'add "ExecutionType": "STANDARD" or "EXPRESS"',
        )
    if in_express:
        site.report(
            Code.EXPRESS, pointer, "an EXPRESS machine cannot run a distributed Map", "make the machine STANDARD"
        )


def _check_inline(site: Site, pointer: str, config: dict[str, Any]) -> None:
    if config.get("Mode") == "INLINE" and "ExecutionType" in config:
        site.report(
            Code.PROCESSOR_CONFIG,
            f"{pointer}/ExecutionType",
            "the iterations of an inline Map are no executions, and have no ExecutionType",
            'drop it, or write "Mode": "DISTRIBUTED"',
        )
    for field in _DISTRIBUTED_ONLY:
        if field in site.fields:
            site.report(
                Code.DISTRIBUTED_FIELD,
                f"{site.pointer}/{field}",
                f"{field} means something only in a distributed Map",
                'add "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"} to the ItemProcessor',
            )
    limit = site.fields.get("MaxConcurrency")
    if isinstance(limit, int) and limit > MAX_INLINE_CONCURRENCY:
        site.report(
            Code.CONCURRENCY,
            f"{site.pointer}/MaxConcurrency",
            f"an inline Map runs at most {MAX_INLINE_CONCURRENCY} iterations at once, not {limit}",
            "make the Map distributed, or lower the number",
        )


def _check_label(site: Site) -> None:
    label = site.fields.get("Label")
    if not isinstance(label, str) or site.hides(label):
        return
    if not 1 <= len(label) <= MAX_LABEL:
        problem = f"has {len(label)} characters" if label else "is empty"
        site.report(Code.LABEL, f"{site.pointer}/Label", f"a Label {problem}", f"it may have 1 to {MAX_LABEL}")
    elif found := _NOT_IN_LABEL.search(label):
        site.report(
            Code.LABEL,
            f"{site.pointer}/Label",
            f"the Label {shown(label)} holds {shown(found.group())}",
            "write letters, digits, - and _: it becomes part of an ARN",
        )


def check_labels(machine: Scope) -> None:
    """Check that no two distributed Maps have one Label."""
    places: dict[str, str] = {}
    for site in _maps(machine):
        label = site.fields.get("Label")
        if not isinstance(label, str) or site.hides(label):
            continue
        if label in places:
            site.report(
                Code.DUPLICATE_LABEL,
                f"{site.pointer}/Label",
                f"the Label {shown(label)} is used again",
                f"the first is at {places[label]}; choose another",
            )
        else:
            places[label] = f"{site.pointer}/Label"


def _maps(machine: Scope) -> Iterable[Site]:
    return (site for scope in machine.walk() for site in scope.states.values() if site.kind == "Map")


def _check_batcher(site: Site) -> None:
    """Check that an ItemBatcher says how large a batch is.

    AWS takes a size of 0 (https://github.com/floci-io/floci/issues/3733), although its own language server refuses it:
    https://github.com/aws/amazon-states-language-service/blob/main/src/json-schema/partial/map_state.json
    """
    batcher = site.fields.get("ItemBatcher")
    if not isinstance(batcher, dict):
        return
    at = f"{site.pointer}/ItemBatcher"
    if not any(limit in batcher for limit in _BATCH_LIMITS):
        problem = "an ItemBatcher needs MaxItemsPerBatch or MaxInputBytesPerBatch"
        site.report(Code.MISSING_FIELD, at, problem, "add MaxItemsPerBatch")
    for limit in _BATCH_LIMITS:
        if type(batcher.get(limit)) is int and batcher[limit] == 0:
            problem = f"{limit} is 0, and nothing fits into such a batch"
            site.report(Code.EMPTY_BATCH, f"{at}/{limit}", problem, "write 1 or more, or drop it")


def _check_writer(site: Site) -> None:
    """Check that a ResultWriter says where results go, or how they look, or both.

    https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
    """
    writer = site.fields.get("ResultWriter")
    if not isinstance(writer, dict):
        return
    place = ("Resource", "Arguments" if site.language == JSONATA else "Parameters")
    missing = [field for field in place if field not in writer]
    if len(missing) == 1 or (missing and "WriterConfig" not in writer):
        needed = missing[0] if len(missing) == 1 else f"{' and '.join(place)}, or WriterConfig"
        site.report(
            Code.MISSING_FIELD, f"{site.pointer}/ResultWriter", f"a ResultWriter needs {needed}", f"add {needed}"
        )


def _check_access(field: str, calls: frozenset[str], site: Site) -> None:
    """Check the Resource of an ItemReader or ResultWriter: calls of S3 that Step Functions makes itself."""
    access = site.fields.get(field)
    text = access.get("Resource") if isinstance(access, dict) else None
    if not isinstance(text, str) or site.hides(text):
        return
    found = _S3_CALL.fullmatch(text)
    if found is None or found.group(1) not in calls:
        site.report(
            Code.INTEGRATION,
            f"{site.pointer}/{field}/Resource",
            f"{shown(text)} is nothing that {_article(field)} can call",
            f"write {' or '.join(f'arn:aws:states:::{call}' for call in sorted(calls))}",
        )


def _article(field: str) -> str:
    return f"an {field}" if field[0] in "AEIOU" else f"a {field}"


def _check_reader(site: Site) -> None:
    """Check that a ReaderConfig fits what is read: what AWS accepts nevertheless, it is only warned of.

    https://github.com/badmintoncryer/cdk-preflight has what AWS answers.
    """
    reader = site.fields.get("ItemReader")
    if not isinstance(reader, dict):
        return
    given = reader.get("ReaderConfig")
    config = given if isinstance(given, dict) else {}
    at = f"{site.pointer}/ItemReader"
    is_list = (
        str(reader.get("Resource")).endswith("s3:listObjectsV2") and config.get("Transformation") != "LOAD_AND_FLATTEN"
    )
    for code, problem, hint in _reader_problems(config, is_list=is_list):
        site.report(code, f"{at}/ReaderConfig" if "ReaderConfig" in reader else at, problem, hint)


def _reader_problems(config: dict[str, Any], *, is_list: bool) -> Iterable[tuple[Code, str, str]]:
    kind = config.get("InputType")
    if is_list and "InputType" in config:
        yield Code.READER, "a listing of objects has no InputType", "drop it, or read the objects by LOAD_AND_FLATTEN"
    if not is_list and "InputType" not in config:
        yield Code.READER, "a file that is read needs InputType", "add CSV, JSON, JSONL, PARQUET or MANIFEST"
    if kind == "CSV" and "CSVHeaderLocation" not in config:
        yield Code.MISSING_FIELD, "a CSV file needs CSVHeaderLocation", "add FIRST_ROW, or GIVEN with CSVHeaders"
    if kind == "JSON" and "CSVHeaderLocation" in config:
        yield Code.UNKNOWN_FIELD, "a JSON file has no CSVHeaderLocation", "drop it, or read CSV"
    if config.get("CSVHeaderLocation") == "GIVEN" and "CSVHeaders" not in config:
        yield Code.MISSING_FIELD, "CSVHeaderLocation GIVEN needs CSVHeaders", "add the list of column names"
    if config.get("CSVHeaderLocation") == "FIRST_ROW" and "CSVHeaders" in config:
        yield Code.READER, "CSVHeaders are given, and CSVHeaderLocation says FIRST_ROW", "drop one of them"
