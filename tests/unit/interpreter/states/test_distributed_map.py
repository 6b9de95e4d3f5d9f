"""Distributed Maps: children with histories of their own, readers, batches, tolerated failures, writers."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lakeflow.errors import InvalidStateMachineError, TaskFailed
from lakeflow.local.objects import LakeObjects
from lakeflow.testing import After

INVOKE = "arn:aws:states:::lambda:invoke"
GET = "arn:aws:states:::s3:getObject"
LIST = "arn:aws:states:::s3:listObjectsV2"
BOOM = TaskFailed("Boom", "it broke")
PASS = {"Type": "Pass", "End": True}
TASK = {"Type": "Task", "Resource": INVOKE, "End": True}


def distributed(body: dict[str, Any] | None = None, kind: str = "STANDARD", **fields: Any) -> dict[str, Any]:
    config = {"Mode": "DISTRIBUTED", "ExecutionType": kind}
    processor = {"ProcessorConfig": config, "StartAt": "i", "States": {"i": body or PASS}}
    return {"m": {"Type": "Map", "ItemProcessor": processor, "End": True, **fields}}


def reader(kind: str | None = None, resource: str = GET, key: str = "in/items", **config: Any) -> dict[str, Any]:
    place = {"Bucket": "b", "Prefix" if resource == LIST else "Key": key}
    config = config if kind is None else {"InputType": kind, **config}
    return {"ItemReader": {"Resource": resource, "ReaderConfig": config, "Arguments": place}}


@pytest.fixture
def lake(tmp_path: Path) -> LakeObjects:
    return LakeObjects(tmp_path)


def test_children_are_executions_of_their_own(run_machine: Callable[..., Any]) -> None:
    run = run_machine(distributed({**PASS, "Output": "{% $states.context %}"}, Label="lots"), [1, 2])
    assert run.types == [
        "ExecutionStarted",
        "MapStateEntered",
        "MapStateStarted",
        "MapRunStarted",
        "MapRunSucceeded",
        "MapStateSucceeded",
        "MapStateExited",
        "ExecutionSucceeded",
    ]
    assert len(run.children) == 2
    for child, context in zip(run.children, run.result.output, strict=True):
        assert child.types() == ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"]
        assert context["Execution"]["Id"].startswith("arn:aws:states:eu-west-1:1:execution:nightly/lots:")
        assert context["StateMachine"]["Id"] == "arn:aws:states:eu-west-1:1:stateMachine:nightly/lots"
    assert run.events("MapRunStarted")[0]["mapRunArn"].startswith("arn:aws:states:eu-west-1:1:mapRun:nightly/lots:")


def test_children_see_no_outer_variables(run_machine: Callable[..., Any]) -> None:
    states = {
        "set": {"Type": "Pass", "Assign": {"v": 1}, "Output": [0], "Next": "m"},
        **distributed({**PASS, "Output": "{% $exists($v) %}"}),
    }
    assert run_machine(states).result.output == [False]


def test_results_keep_the_order_of_the_items_and_as_many_run_as_may(run_machine: Callable[..., Any]) -> None:
    answers = {"i": [After(9, "a"), After(3, "b"), After(6, "c")]}
    run = run_machine(distributed(TASK, MaxConcurrency=2), [1, 2, 3], answers)
    assert run.result.output == ["a", "b", "c"]
    assert run.clock.monotonic() == 9


def test_an_object_is_run_over_by_its_fields(run_machine: Callable[..., Any]) -> None:
    plain = run_machine(distributed(Items="{% $states.input %}"), {"a": 1, "b": 2})
    assert plain.result.output == [{"Key": "a", "Value": 1}, {"Key": "b", "Value": 2}]
    selector = {"k": "{% $states.context.Map.Item.Key %}", "v": "{% $states.context.Map.Item.Value %}"}
    selected = run_machine(distributed(Items="{% $states.input %}", ItemSelector=selector), {"a": 1})
    assert selected.result.output == [{"k": "a", "v": 1}]


@pytest.mark.parametrize(
    ("fields", "failures", "error"),
    [
        ({}, 0, None),
        ({}, 1, "States.ExceedToleratedFailureThreshold"),
        ({"ToleratedFailureCount": 2}, 2, None),
        ({"ToleratedFailureCount": 2}, 3, "States.ExceedToleratedFailureThreshold"),
        ({"ToleratedFailureCount": 0}, 1, "States.ExceedToleratedFailureThreshold"),
        ({"ToleratedFailurePercentage": 50}, 2, None),
        ({"ToleratedFailurePercentage": 50}, 3, "States.ExceedToleratedFailureThreshold"),
        ({"ToleratedFailurePercentage": 100, "ToleratedFailureCount": 1}, 2, "States.ExceedToleratedFailureThreshold"),
    ],
)
def test_failures_are_tolerated_as_far_as_the_map_says(
    run_machine: Callable[..., Any], fields: dict[str, Any], failures: int, error: str | None
) -> None:
    answers = {"i": [*[BOOM] * failures, "ok"]}
    run = run_machine(distributed(TASK, MaxConcurrency=1, **fields), [1, 2, 3, 4], answers)
    assert run.result.error == error
    if error is None:
        told = {"Status": "FAILED", "Error": "Boom", "Cause": "it broke"}
        assert run.result.output == [told] * failures + ["ok"] * (4 - failures)
    else:
        assert run.result.cause == "The specified tolerated failure threshold was exceeded"
        assert run.types[-3:] == ["MapRunFailed", "MapStateFailed", "ExecutionFailed"]


def test_a_failed_batch_counts_each_of_its_items(run_machine: Callable[..., Any]) -> None:
    fields: dict[str, Any] = {"ItemBatcher": {"MaxItemsPerBatch": 2}, "ToleratedFailureCount": 1}
    run = run_machine(distributed(TASK, **fields), [1, 2], {"i": [BOOM]})
    assert run.result.error == "States.ExceedToleratedFailureThreshold"


def test_children_that_run_are_aborted_with_the_map_run(run_machine: Callable[..., Any]) -> None:
    run = run_machine(distributed(TASK), [1, 2], {"i": [After(5, BOOM), After(50, {})]})
    assert run.clock.monotonic() == 5
    assert [child.types()[-1] for child in run.children] == ["ExecutionFailed", "ExecutionAborted"]


def test_a_retry_starts_a_new_map_run(run_machine: Callable[..., Any]) -> None:
    retry = [{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "IntervalSeconds": 7}]
    run = run_machine(distributed(TASK, Retry=retry), [1], {"i": [BOOM, "ok"]})
    assert run.result.output == ["ok"]
    assert run.types.count("MapRunStarted") == 2


def test_items_are_batched_with_what_all_batches_get(run_machine: Callable[..., Any]) -> None:
    batcher = {"MaxItemsPerBatch": 2, "BatchInput": {"day": "{% $states.input.day %}"}}
    selector = {"n": "{% $states.context.Map.Item.Value %}"}
    fields: dict[str, Any] = {"Items": "{% $states.input.ns %}", "ItemBatcher": batcher, "ItemSelector": selector}
    run = run_machine(distributed(**fields), {"ns": [1, 2, 3], "day": "mon"})
    assert run.result.output == [
        {"BatchInput": {"day": "mon"}, "Items": [{"n": 1}, {"n": 2}]},
        {"BatchInput": {"day": "mon"}, "Items": [{"n": 3}]},
    ]


def test_batches_are_limited_by_their_size(run_machine: Callable[..., Any]) -> None:
    run = run_machine(distributed(ItemBatcher={"MaxInputBytesPerBatch": 30}), ["x" * 10] * 3)
    assert [len(batch["Items"]) for batch in run.result.output] == [1, 1, 1]
    run = run_machine(distributed(ItemBatcher={"MaxInputBytesPerBatch": 40}), ["x" * 10] * 3)
    assert [len(batch["Items"]) for batch in run.result.output] == [2, 1]


@pytest.mark.parametrize(
    ("content", "fields", "items"),
    [
        (b'a,b\n1,x\n2,"y\nz"\n', reader("CSV"), [{"a": "1", "b": "x"}, {"a": "2", "b": "y\nz"}]),
        (b"1|x\n", reader("CSV", CSVHeaderLocation="GIVEN", CSVHeaders=["n", "c"], CSVDelimiter="PIPE"),
         [{"n": "1", "c": "x"}]),
        (b'[{"a": 1}, 2]', reader("JSON"), [{"a": 1}, 2]),
        (b'{"d": {"x/y": [1, 2]}}', reader("JSON", ItemsPointer="/d/x~1y"), [1, 2]),
        (b'{"a": 1}', reader("JSON"), [{"Key": "a", "Value": 1}]),
        (b'{"a": 1}\n\n{"a": 2}\n', reader("JSONL"), [{"a": 1}, {"a": 2}]),
        (gzip.compress(b"1\n2\n3\n", mtime=0), reader("JSONL", MaxItems=2), [1, 2]),
    ],
)  # fmt: skip
def test_items_are_read_from_an_object(
    run_machine: Callable[..., Any], lake: LakeObjects, content: bytes, fields: dict[str, Any], items: list[Any]
) -> None:
    lake.put_object("b", "in/items", content)
    assert run_machine(distributed(**fields), {}, objects=lake).result.output == items


def test_objects_themselves_are_items(run_machine: Callable[..., Any], lake: LakeObjects) -> None:
    lake.put_object("b", "in/1.csv", b"a\n1\n")
    lake.put_object("b", "in/2.csv", b"a\n2\n")
    listed = run_machine(distributed(**reader(resource=LIST, key="in/")), {}, objects=lake).result.output
    assert [(item["Key"], item["Size"]) for item in listed] == [("in/1.csv", 4), ("in/2.csv", 4)]
    flat = reader("CSV", resource=LIST, key="in/", Transformation="LOAD_AND_FLATTEN")
    assert run_machine(distributed(**flat), {}, objects=lake).result.output == [{"a": "1"}, {"a": "2"}]


def test_manifests_name_the_objects_to_read(run_machine: Callable[..., Any], lake: LakeObjects) -> None:
    lake.put_object("b", "d/1.csv", b"raw,x.txt,5\n")
    inventory = {
        "destinationBucket": "arn:aws:s3:::b",
        "fileFormat": "CSV",
        "fileSchema": "Bucket, Key, Size",
        "files": [{"key": "d/1.csv"}],
    }
    lake.put_object("b", "in/items", json.dumps(inventory).encode())
    read = run_machine(distributed(**reader("MANIFEST")), {}, objects=lake)
    assert read.result.output == [{"Bucket": "raw", "Key": "x.txt", "Size": "5"}]
    lake.put_object("b", "in/items", b"s3://b/d/1.jsonl\ns3://b/d/2.jsonl\n")
    lake.put_object("b", "d/1.jsonl", b"1\n")
    lake.put_object("b", "d/2.jsonl", b"2\n")
    read = run_machine(distributed(**reader("JSONL", ManifestType="ATHENA_DATA")), {}, objects=lake)
    assert read.result.output == [1, 2]


@pytest.mark.parametrize(
    ("content", "problem"), [(b"{", "it is no JSON"), (b"1", "neither an array nor an object"), (b"\xff", "UTF-8")]
)
def test_what_cannot_be_read_fails_the_map_run(
    run_machine: Callable[..., Any], lake: LakeObjects, content: bytes, problem: str
) -> None:
    lake.put_object("b", "in/items", content)
    run = run_machine(distributed(**reader("JSON")), {}, objects=lake)
    assert run.result.error == "States.ItemReaderFailed"
    assert problem in run.result.cause
    missing = run_machine(distributed(**reader("JSON", key="no")), {}, objects=lake)
    assert missing.result.error == "States.ItemReaderFailed"
    assert "s3://b/no" in missing.result.cause


def test_a_reader_in_jsonpath_mode_finds_its_object_by_paths(
    run_machine: Callable[..., Any], lake: LakeObjects
) -> None:
    lake.put_object("b", "in/items", b"[1, 2, 3]")
    item_reader = {
        "Resource": GET,
        "ReaderConfig": {"InputType": "JSON", "MaxItemsPath": "$.most"},
        "Parameters": {"Bucket": "b", "Key.$": "$.key"},
    }
    states = distributed(ItemReader=item_reader, ItemSelector={"v.$": "$$.Map.Item.Value"})
    run = run_machine(states, {"key": "in/items", "most": 2}, objects=lake, QueryLanguage="JSONPath")
    assert run.result.output == [{"v": 1}, {"v": 2}]


def written(lake: LakeObjects, result: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    details = result["ResultWriterDetails"]
    manifest = json.loads(lake.get_object(details["Bucket"], details["Key"]))
    files = {
        status: lake.get_object("b", found[0]["Key"]) for status, found in manifest["ResultFiles"].items() if found
    }
    return manifest, files


def test_results_are_written_with_a_manifest(run_machine: Callable[..., Any], lake: LakeObjects) -> None:
    writer = {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": "b", "Prefix": "out"}}
    states = distributed(TASK, ResultWriter=writer, ToleratedFailureCount=1, MaxConcurrency=1)
    result = run_machine(states, [1, 2], {"i": [BOOM, {"n": 2}]}, objects=lake).result.output
    assert result["ResultWriterDetails"]["Key"] == f"out/{result['MapRunArn'].rpartition(':')[2]}/manifest.json"
    manifest, files = written(lake, result)
    assert manifest["MapRunArn"] == result["MapRunArn"]
    (good,) = json.loads(files["SUCCEEDED"])
    (bad,) = json.loads(files["FAILED"])
    assert (good["Status"], good["Input"], good["Output"]) == ("SUCCEEDED", "2", '{"n":2}')
    assert (bad["Status"], bad["Error"], bad["Cause"]) == ("FAILED", "Boom", "it broke")


def test_written_results_may_be_reshaped(run_machine: Callable[..., Any], lake: LakeObjects) -> None:
    writer = {
        "Resource": "arn:aws:states:::s3:putObject",
        "Arguments": {"Bucket": "b", "Prefix": "out"},
        "WriterConfig": {"Transformation": "FLATTEN", "OutputType": "JSONL"},
    }
    result = run_machine(distributed(ResultWriter=writer), [[1, 2], 3], objects=lake).result.output
    assert written(lake, result)[1] == {"SUCCEEDED": b"1\n2\n3\n"}
    shown = distributed(ResultWriter={"WriterConfig": {"Transformation": "FLATTEN", "OutputType": "JSON"}})
    assert run_machine(shown, [[1, 2], 3]).result.output == [1, 2, 3]


@pytest.mark.parametrize(
    "definition",
    [
        {"Resource": "arn:aws:states:::s3:headObject", "Arguments": {}},
        {"Resource": GET, "ReaderConfig": {"InputType": "XML"}, "Arguments": {}},
        {"Resource": GET, "ReaderConfig": {"InputType": "CSV", "CSVDelimiter": "DOT"}, "Arguments": {}},
    ],
)
def test_a_reader_that_does_not_exist_is_refused(run_machine: Callable[..., Any], definition: dict[str, Any]) -> None:
    with pytest.raises(InvalidStateMachineError, match="m: "):
        run_machine(distributed(ItemReader=definition), [])


def test_express_children_are_named_so_and_end_after_five_minutes(run_machine: Callable[..., Any]) -> None:
    states = distributed(TASK, "EXPRESS", Label="l", ToleratedFailurePercentage=100)
    run = run_machine(states, [1], {"i": [After(400, {})]})
    assert run.result.output[0]["Status"] == "TIMED_OUT"
    assert run.clock.monotonic() == 300


def test_results_that_cannot_be_written_fail_the_map_run(run_machine: Callable[..., Any], lake: LakeObjects) -> None:
    writer = {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": "b", "Prefix": "../out"}}
    nowhere = run_machine(distributed(ResultWriter=writer), [1])
    assert nowhere.result.error == "States.ResultWriterFailed"
    outside = run_machine(distributed(ResultWriter=writer), [1], objects=lake)
    assert outside.result.error == "States.ResultWriterFailed"
    assert "leads out of the lake" in outside.result.cause
    assert outside.types[-3:] == ["MapRunFailed", "MapStateFailed", "ExecutionFailed"]


def test_without_an_object_store_nothing_can_be_read(run_machine: Callable[..., Any]) -> None:
    assert run_machine(distributed(**reader("JSON")), {}).result.error == "States.ItemReaderFailed"
