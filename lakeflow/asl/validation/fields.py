"""The fields of every kind of state in each query language, and of what stands in a Map: data, not code.

https://states-language.net/spec.html#state-type-table-jsonata, and for what it leaves to AWS
https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

from collections.abc import Mapping
from typing import Final

from lakeflow.asl.quotas import MAX_PAYLOAD_BYTES
from lakeflow.asl.validation.choices import jsonata_rules, jsonpath_rules
from lakeflow.asl.validation.errors import catchers, retriers
from lakeflow.asl.validation.expressions import BASIC, WITH_RESULT
from lakeflow.asl.validation.shapes import Shape, part
from lakeflow.asl.validation.sites import JSONATA, JSONPATH
from lakeflow.asl.validation.templates import (
    nullable_path,
    number_path,
    payload,
    reference_path,
    result_path,
    text_source,
)
from lakeflow.asl.validation.values import (
    Check,
    anything,
    constant_text,
    flag,
    integer,
    items,
    number,
    one_of,
    state_name,
    template,
    text,
    text_or_expression,
    texts,
    timestamp,
)
from lakeflow.asl.validation.variables import assign

MAX_ITEMS: Final = 100_000_000

_COMMON: Final[Mapping[str, Check]] = {
    "Type": anything,  # read before anything else is
    "Comment": text,
    "QueryLanguage": one_of(JSONPATH, JSONATA),
}
_END: Final[Mapping[str, Check]] = {"Next": state_name, "End": flag}
_SECONDS: Final = integer(1)

# JSONPath

_PATHS: Final[Mapping[str, Check]] = {"InputPath": nullable_path, "OutputPath": nullable_path}
_RESULT: Final[Mapping[str, Check]] = {
    **_PATHS,
    "Parameters": payload,
    "ResultPath": result_path,
    "Assign": assign(BASIC),
    **_END,
}
_WORK: Final[Mapping[str, Check]] = {
    **_RESULT,
    "ResultSelector": payload,
    "Retry": retriers,
    "Catch": catchers[JSONPATH],
}

READER_CONFIG: Final = Shape(
    "a ReaderConfig",
    {
        "InputType": one_of("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"),
        "Transformation": one_of("NONE", "LOAD_AND_FLATTEN"),
        "CSVHeaderLocation": one_of("FIRST_ROW", "GIVEN"),
        "CSVHeaders": texts,
        "CSVDelimiter": one_of("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"),
        "ManifestType": one_of("S3_INVENTORY", "ATHENA_DATA"),
        "ItemsPointer": text,
        "MaxItems": integer(0, MAX_ITEMS),
    },
)
WRITER_CONFIG: Final = Shape(
    "a WriterConfig",
    {"Transformation": one_of("NONE", "COMPACT", "FLATTEN"), "OutputType": one_of("JSON", "JSONL")},
)
_BATCHER_LIMITS: Final = ("MaxItemsPerBatch", "MaxInputBytesPerBatch")
_BATCHER: Final[Mapping[str, Check]] = {
    "MaxItemsPerBatch": integer(0, MAX_ITEMS),
    "MaxInputBytesPerBatch": integer(0, MAX_PAYLOAD_BYTES),
}
_MAP: Final[Mapping[str, Check]] = {
    "ItemProcessor": anything,  # walked as a scope of its own
    "MaxConcurrency": integer(0),
    "ToleratedFailureCount": integer(0),
    "ToleratedFailurePercentage": number(0, 100),
    "Label": constant_text,
}
_INDIRECT: Final = (
    "MaxConcurrency",
    "ToleratedFailureCount",
    "ToleratedFailurePercentage",
    "TimeoutSeconds",
    "HeartbeatSeconds",
    "Seconds",
    "Timestamp",
    "Error",
    "Cause",
    "MaxItems",
    *_BATCHER_LIMITS,
)
"""Fields with a twin for JSONPath that ends in ``Path``."""


def _twins(*names: str, by: Check = reference_path) -> dict[str, Check]:
    return {f"{name}Path": by for name in names}


def _pairs(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, f"{name}Path") for name in names)


_ENDS: Final = (("Next", "End"),)
_JSONPATH_ONLY: Final = {
    "InputPath": "choose what is needed where it is used, by $states.input",
    "OutputPath": "write Output",
    "Parameters": "write Arguments",
    "ResultSelector": "write Output, with $states.result for the result",
    "ResultPath": "write Output, such as {% $merge([$states.input, {'name': $states.result}]) %}",
    "Result": "write Output",
    "ItemsPath": "write Items",
    "Iterator": "write ItemProcessor",
    **{f"{name}Path": f"write {name}, with an expression" for name in _INDIRECT},
}
_USE_JSONATA: Final = 'give the state "QueryLanguage": "JSONata"'
_JSONATA_ONLY: Final = {
    "Arguments": f"write Parameters, or {_USE_JSONATA}",
    "Output": f"write ResultSelector, ResultPath or OutputPath, or {_USE_JSONATA}",
    "Items": f"write ItemsPath, or {_USE_JSONATA}",
}


def _jsonpath(
    kind: str, fields: Mapping[str, Check], required: tuple[str, ...] = (), **groups: tuple[tuple[str, ...], ...]
) -> Shape:
    return Shape(f"a {kind} state", {**_COMMON, **fields}, required, foreign=_JSONATA_ONLY, **groups)


def _jsonata(
    kind: str, fields: Mapping[str, Check], required: tuple[str, ...] = (), **groups: tuple[tuple[str, ...], ...]
) -> Shape:
    return Shape(f"a {kind} state", {**_COMMON, **fields}, required, foreign=_JSONPATH_ONLY, **groups)


_JSONPATH_MAP: Final[Mapping[str, Check]] = {
    **_WORK,
    **_MAP,
    **_twins("MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage", by=number_path),
    "Iterator": anything,
    "ItemsPath": reference_path,
    "ItemSelector": payload,
    "ItemReader": part(
        Shape(
            "an ItemReader",
            {
                "Resource": constant_text,
                "Parameters": payload,
                "ReaderConfig": part(
                    READER_CONFIG._replace(
                        fields={**READER_CONFIG.fields, **_twins("MaxItems", by=number_path)},
                        exclusive=_pairs("MaxItems"),
                    )
                ),
            },
            required=("Resource",),
            foreign=_JSONATA_ONLY,
        )
    ),
    "ItemBatcher": part(
        Shape(
            "an ItemBatcher",
            {**_BATCHER, **_twins(*_BATCHER_LIMITS, by=number_path), "BatchInput": payload},
            exclusive=_pairs(*_BATCHER_LIMITS),
        )
    ),
    "ResultWriter": part(
        Shape(
            "a ResultWriter",
            {"Resource": constant_text, "Parameters": payload, "WriterConfig": part(WRITER_CONFIG)},
            foreign=_JSONATA_ONLY,
        )
    ),
}

# JSONata

_BASIC: Final = template(BASIC)
_OUTPUT: Final[Mapping[str, Check]] = {"Output": _BASIC, "Assign": assign(BASIC), **_END}
_JSONATA_WORK: Final[Mapping[str, Check]] = {
    "Output": template(WITH_RESULT),
    "Assign": assign(WITH_RESULT),
    "Retry": retriers,
    "Catch": catchers[JSONATA],
    **_END,
}
_JSONATA_MAP: Final[Mapping[str, Check]] = {
    **_JSONATA_WORK,
    **_MAP,
    "Items": items,
    "ItemSelector": _BASIC,
    "ItemReader": part(
        Shape(
            "an ItemReader",
            {"Resource": constant_text, "Arguments": _BASIC, "ReaderConfig": part(READER_CONFIG)},
            required=("Resource",),
            foreign=_JSONPATH_ONLY,
        )
    ),
    "ItemBatcher": part(Shape("an ItemBatcher", {**_BATCHER, "BatchInput": _BASIC}, foreign=_JSONPATH_ONLY)),
    "ResultWriter": part(
        Shape(
            "a ResultWriter",
            {"Resource": constant_text, "Arguments": _BASIC, "WriterConfig": part(WRITER_CONFIG)},
            foreign=_JSONPATH_ONLY,
        )
    ),
}

STATES: Final[Mapping[str, Mapping[str, Shape]]] = {
    JSONPATH: {
        "Pass": _jsonpath("Pass", {**_RESULT, "Result": anything}, alternatives=_ENDS),
        "Task": _jsonpath(
            "Task",
            {
                **_WORK,
                "Resource": constant_text,
                "TimeoutSeconds": _SECONDS,
                "HeartbeatSeconds": _SECONDS,
                **_twins("TimeoutSeconds", "HeartbeatSeconds"),
                "Credentials": payload,
            },
            ("Resource",),
            alternatives=_ENDS,
            exclusive=_pairs("TimeoutSeconds", "HeartbeatSeconds"),
        ),
        "Choice": _jsonpath(
            "Choice",
            {**_PATHS, "Choices": jsonpath_rules, "Default": state_name, "Assign": assign(BASIC)},
            ("Choices",),
        ),
        "Wait": _jsonpath(
            "Wait",
            {
                **_PATHS,
                "Seconds": integer(0),
                "Timestamp": timestamp,
                **_twins("Seconds", "Timestamp"),
                "Assign": assign(BASIC),
                **_END,
            },
            alternatives=(*_ENDS, ("Seconds", "SecondsPath", "Timestamp", "TimestampPath")),
        ),
        "Succeed": _jsonpath("Succeed", _PATHS),
        "Fail": _jsonpath(
            "Fail",
            {"Error": text, "ErrorPath": text_source, "Cause": text, "CausePath": text_source},
            exclusive=_pairs("Error", "Cause"),
        ),
        "Parallel": _jsonpath("Parallel", {**_WORK, "Branches": anything}, ("Branches",), alternatives=_ENDS),
        "Map": _jsonpath(
            "Map",
            _JSONPATH_MAP,
            alternatives=(*_ENDS, ("ItemProcessor", "Iterator")),
            exclusive=(
                ("ItemSelector", "Parameters"),
                *_pairs("MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage"),
            ),
        ),
    },
    JSONATA: {
        "Pass": _jsonata("Pass", _OUTPUT, alternatives=_ENDS),
        "Task": _jsonata(
            "Task",
            {
                **_JSONATA_WORK,
                "Resource": constant_text,
                "Arguments": _BASIC,
                "TimeoutSeconds": _SECONDS,
                "HeartbeatSeconds": _SECONDS,
                "Credentials": _BASIC,
            },
            ("Resource",),
            alternatives=_ENDS,
        ),
        "Choice": _jsonata(
            "Choice",
            {"Choices": jsonata_rules, "Default": state_name, "Output": _BASIC, "Assign": assign(BASIC)},
            ("Choices",),
        ),
        "Wait": _jsonata(
            "Wait",
            {**_OUTPUT, "Seconds": integer(0), "Timestamp": timestamp},
            alternatives=(*_ENDS, ("Seconds", "Timestamp")),
        ),
        "Succeed": _jsonata("Succeed", {"Output": _BASIC}),
        "Fail": _jsonata("Fail", {"Error": text_or_expression, "Cause": text_or_expression}),
        "Parallel": _jsonata(
            "Parallel", {**_JSONATA_WORK, "Arguments": _BASIC, "Branches": anything}, ("Branches",), alternatives=_ENDS
        ),
        "Map": _jsonata("Map", _JSONATA_MAP, ("ItemProcessor",), alternatives=_ENDS),
    },
}
"""By query language and type, what a state has."""

MACHINE: Final = Shape(
    "a state machine",
    {
        "Comment": text,
        "StartAt": state_name,
        "States": anything,  # walked as a scope
        "QueryLanguage": one_of(JSONPATH, JSONATA),
        "TimeoutSeconds": integer(0),
        "Version": one_of("1.0"),
    },
    required=("StartAt", "States"),
)
PROCESSOR_CONFIG: Final = Shape(
    "a ProcessorConfig",
    {"Mode": one_of("INLINE", "DISTRIBUTED"), "ExecutionType": one_of("STANDARD", "EXPRESS"), "Comment": text},
)
BRANCH: Final = Shape(
    "a branch", {"Comment": text, "StartAt": state_name, "States": anything}, required=("StartAt", "States")
)
ITEM_PROCESSOR: Final = Shape(
    "an item processor",
    {**BRANCH.fields, "ProcessorConfig": part(PROCESSOR_CONFIG)},
    required=("StartAt", "States"),
)
