"""Map states: processors, readers, batches, labels."""

from typing import Any

import pytest

from tests.asl_machines import codes, jsonata, machine, mapping, passing, places

BODY: dict[str, Any] = {"StartAt": "each", "States": {"each": passing()}}
LIST, FILE = "arn:aws:states:::s3:listObjectsV2", "arn:aws:states:::s3:getObject"


def distributed(**fields: Any) -> dict[str, Any]:
    return machine(mapping(mode="STANDARD", **fields))


def reading(resource: str = FILE, **config: Any) -> dict[str, Any]:
    reader: dict[str, Any] = {"Resource": resource, "Parameters": {"Bucket": "b", "Key.$": "$.key"}}
    return distributed(ItemReader=reader | ({"ReaderConfig": config} if config else {}))


@pytest.mark.parametrize(
    "document",
    [
        reading(InputType="JSON", ItemsPointer="/a", MaxItems=5),
        reading(InputType="CSV", CSVHeaderLocation="GIVEN", CSVHeaders=["a"], CSVDelimiter="PIPE", MaxItemsPath="$.n"),
        reading(InputType="MANIFEST", ManifestType="ATHENA_DATA"),
        reading(InputType="PARQUET"),
        reading(LIST),
        reading(LIST, MaxItems=0),
        reading(LIST, InputType="JSONL", Transformation="LOAD_AND_FLATTEN"),
        reading("arn:${AWS::Partition}:states:::s3:getObject", InputType="JSON"),
        distributed(ItemBatcher={"MaxInputBytesPerBatch": 262_144, "BatchInput": {"a.$": "$.a"}}),
        distributed(ResultWriter={"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}}),
        distributed(ResultWriter={"WriterConfig": {"OutputType": "JSONL", "Transformation": "FLATTEN"}}),
        distributed(ToleratedFailurePercentage=99.5, ToleratedFailureCount=3, MaxConcurrency=1000),
    ],
)
def test_a_distributed_map_may_have_its_fields(document: dict[str, Any]) -> None:
    assert codes(document) == []


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (reading(InputType="XML"), "LF305"),
        (reading(InputType="JSON", MaxItems=5, MaxItemsPath="$.n"), "LF306"),
        (reading(InputType="JSON", Header="x"), "LF303"),
        (reading(), "LF384"),
        (reading(LIST, InputType="JSON"), "LF384"),
        (reading(InputType="CSV"), "LF304"),
        (reading(InputType="CSV", CSVHeaderLocation="GIVEN"), "LF304"),
        (reading(InputType="JSON", CSVHeaderLocation="FIRST_ROW"), "LF303"),
        (reading(InputType="CSV", CSVHeaderLocation="FIRST_ROW", CSVHeaders=["a"]), "LF384"),
        (reading("arn:aws:states:::s3:putObject", InputType="JSON"), "LF371"),
        (distributed(ItemReader={}), "LF304"),
        (distributed(ItemBatcher={"BatchInput": {}}), "LF304"),
        (distributed(ItemBatcher={"MaxItemsPerBatch": -1}), "LF305"),
        (distributed(ItemBatcher={"MaxItemsPerBatch": 0}), "LF386"),
        (distributed(ItemBatcher={"MaxInputBytesPerBatch": 0}), "LF386"),
        (distributed(ItemBatcher={"MaxItemsPerBatch": 1, "MaxItemsPerBatchPath": "$.n"}), "LF306"),
        (distributed(ItemBatcher={"MaxInputBytesPerBatch": 262_145}), "LF305"),
        (distributed(ItemBatcher={"MaxItemsPerBatchPath": "$$.Execution.Input.n"}), "LF331"),
        (distributed(ToleratedFailurePercentagePath="$$.Execution.Input.n"), "LF331"),
        (distributed(MaxConcurrencyPath="$$.Execution.Input.n"), "LF331"),
        (distributed(ResultWriter={}), "LF304"),
        (distributed(ResultWriter={"Parameters": {"Bucket": "b"}}), "LF304"),
        (distributed(ResultWriter={"Resource": "arn:aws:states:::s3:putObject", "WriterConfig": {}}), "LF304"),
        (distributed(ToleratedFailurePercentage=100.5), "LF305"),
        (distributed(ToleratedFailureCount=1, ToleratedFailureCountPath="$.n"), "LF306"),
        (distributed(ItemsPath=None), "LF330"),
        (distributed(ItemSelector={}, Parameters={}), "LF306"),
        (distributed(Iterator={"StartAt": "x", "States": {"x": passing()}}), "LF306"),
        (machine({"Type": "Map", "End": True}), "LF304"),
        (machine(mapping({"StartAt": "each"})), "LF304"),
        (machine(mapping(mode="FAST")), "LF305"),
        (machine(mapping({**BODY, "ProcessorConfig": {"Mode": "INLINE", "ExecutionType": "STANDARD"}})), "LF381"),
        (machine(mapping(MaxConcurrency=41)), "LF385"),
        (machine(mapping(ItemReader={"Resource": LIST})), "LF380"),
    ],
)
def test_any_other_map_is_found(document: dict[str, Any], code: str) -> None:
    assert code in codes(document)


@pytest.mark.parametrize("label", ["", "x" * 41, "a b", "a*", "a[0]", "a:b", "a/b", "a\tb", "a\x7f"])
def test_a_label_is_part_of_an_arn(label: str) -> None:
    assert codes(distributed(Label=label)) == ["LF382"]
    assert codes(distributed(Label="orders-2_" + "x" * 31)) == []


@pytest.mark.parametrize("items", [[], [1, "{% 2 %}"], {"a": 1}, "{% $states.input %}"])
def test_items_are_an_array_an_object_or_computed(items: Any) -> None:
    assert codes(jsonata(mapping(Items=items, mode="STANDARD"))) == []


@pytest.mark.parametrize("items", ["text", 5, None, True])
def test_nothing_else_is_iterated_over(items: Any) -> None:
    assert places(jsonata(mapping(Items=items))) == [("LF302", "/States/a/Items")]
