"""Machines that need no service, here and in moto's engine: the same status, output, error and cause.

moto evaluates JSONata and variables only with another package, which is not installed with it, and gives a text that is
a whole output without its quotes: no machine here has any of these.
"""

import json
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest

from lakeflow.asl.document import parse
from lakeflow.interpreter.execution import interpret
from lakeflow.testing import FakeClock, FakeExecutor, RecordingObserver
from tests.conformance.recordings import EXECUTION

pytest.importorskip("moto")

Answer = dict[str, Any]


def end(**fields: Any) -> dict[str, Any]:
    return {"Type": "Pass", "End": True, **fields}


def one(**fields: Any) -> dict[str, Any]:
    return {"StartAt": "s", "States": {"s": end(**fields)}}


def choice(*rules: dict[str, Any]) -> dict[str, Any]:
    states = {f"r{index}": end(Result=index) for index in range(len(rules))}
    choices = [{**rule, "Next": f"r{index}"} for index, rule in enumerate(rules)]
    chosen = {"Type": "Choice", "Choices": choices, "Default": "no"}
    return {"StartAt": "c", "States": {"c": chosen, **states, "no": end(Result=-1)}}


def mapped(body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    state = {"Type": "Map", "ItemProcessor": {"StartAt": "i", "States": {"i": body}}, "End": True, **fields}
    return {"StartAt": "m", "States": {"m": state, "e": end()}}


FAIL = {"Type": "Fail", "Error": "Bad", "Cause": "luck"}
MACHINES: dict[str, tuple[dict[str, Any], Any]] = {
    "the input passes": (one(), {"a": [1, 2.5, None, "é"]}),
    "paths": (one(InputPath="$.a", Parameters={"x.$": "$.b", "y": 1}, ResultPath="$.r"), {"a": {"b": 2}}),
    "output path": (one(Result={"x": {"y": 3}}, OutputPath="$.x"), {}),
    "null paths": (one(InputPath=None, ResultPath=None), {"a": 1}),
    "wildcards": (one(Parameters={"all.$": "$.xs[*].n", "last.$": "$.xs[1:]"}), {"xs": [{"n": 1}, {"n": 2}]}),
    "filters": (one(Parameters={"big.$": "$.xs[?(@.n > 1)]"}), {"xs": [{"n": 1}, {"n": 2}]}),
    "intrinsics": (
        one(
            Parameters={
                "sum.$": "States.MathAdd($.n, 3)",
                "text.$": "States.Format('{}-{}', $.n, $.s)",
                "split.$": "States.StringSplit($.s, 'b')",
                "part.$": "States.ArrayPartition($.xs, 2)",
                "unique.$": "States.ArrayUnique($.xs)",
                "in.$": "States.ArrayContains($.xs, 2)",
                "hash.$": "States.Hash($.s, 'SHA-256')",
            }
        ),
        {"n": 4, "s": "abc", "xs": [1, 2, 2, 3]},
    ),
    "a rule about numbers": (choice({"Variable": "$.n", "NumericGreaterThan": 3}), {"n": 4}),
    "a rule about text": (choice({"Variable": "$.s", "StringMatches": "a*c"}), {"s": "abbc"}),
    "rules of rules": (
        choice(
            {"Not": {"Variable": "$.n", "IsPresent": True}},
            {"And": [{"Variable": "$.n", "IsNumeric": True}, {"Variable": "$.n", "NumericLessThanPath": "$.m"}]},
        ),
        {"n": 1, "m": 2},
    ),
    "a rule that does not hold": (choice({"Variable": "$.s", "NumericEquals": 1}), {"s": "1"}),
    "a failure": ({"StartAt": "f", "States": {"f": FAIL}}, {}),
    "a map": (mapped(end(Parameters={"v.$": "$.v"}), ItemSelector={"v.$": "$$.Map.Item.Value"}), [3, 1, 2]),
    "a map that fails": (mapped(FAIL), [1]),
    "a map that is caught": (
        mapped(FAIL, Catch=[{"ErrorEquals": ["Bad"], "ResultPath": "$.e", "Next": "e"}], ItemsPath="$.xs"),
        {"xs": [1]},
    ),
    "a parallel": (
        {
            "StartAt": "p",
            "States": {"p": {"Type": "Parallel", "Branches": [one(Result=1), one(InputPath="$.a")], "End": True}},
        },
        {"a": "b"},
    ),
    "a path that finds nothing": (one(Parameters={"x.$": "$.no"}), {"a": 1}),
}
EXPLAINED = {
    "a path that finds nothing": "moto does not say in the cause in which state and at which event it happened",
}


def run_here(definition: dict[str, Any], payload: Any) -> Answer:
    clock = FakeClock()
    result = clock.run(
        interpret(
            parse(definition),
            payload,
            executor=FakeExecutor(clock=clock),
            clock=clock,
            execution=EXECUTION,
            observer=RecordingObserver(),
            random=random.Random(1),
        )
    )
    return {"status": result.status.value, "output": result.output, "error": result.error, "cause": result.cause}


@pytest.fixture(scope="module")
def stepfunctions() -> Iterator[Any]:
    import boto3
    from moto import mock_aws

    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        yield boto3.client(
            "stepfunctions", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )


def run_in_moto(client: Any, name: str, definition: dict[str, Any], payload: Any) -> Answer:
    machine = client.create_state_machine(
        name=name, definition=json.dumps(definition), roleArn="arn:aws:iam::123456789012:role/machine"
    )
    running = client.start_execution(
        stateMachineArn=machine["stateMachineArn"], name=f"{name}-run", input=json.dumps(payload)
    )
    deadline = time.monotonic() + 30
    while (ended := client.describe_execution(executionArn=running["executionArn"]))["status"] == "RUNNING":
        assert time.monotonic() < deadline
        time.sleep(0.002)
    output = ended.get("output")
    return {
        "status": ended["status"],
        "output": None if output is None else json.loads(output),
        "error": ended.get("error"),
        "cause": ended.get("cause"),
    }


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_comes_to_the_same_in_motos_engine(stepfunctions: Any, name: str) -> None:
    definition, payload = MACHINES[name]
    here = run_here(definition, payload)
    there = run_in_moto(stepfunctions, f"machine{list(MACHINES).index(name)}", definition, payload)
    if name in EXPLAINED:
        assert here != there, "the difference has gone: take the explanation away"
        here.pop("cause")
        there.pop("cause")
    assert here == there
