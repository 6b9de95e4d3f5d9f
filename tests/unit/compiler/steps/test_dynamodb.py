"""Items of DynamoDB, run: what is written has the types that boto3 gives it, what is read is plain again."""

from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lakeflow import DynamoGet, DynamoPut, DynamoUpdate, Lambda, LambdaFunction, Pass, Pipeline

FIND = LambdaFunction("find", handler="jobs/find.py:handler")
NUMBERS = st.integers(-(10**12), 10**12)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(st.characters(codec="ascii"), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=8,
)


def typed(value: Any) -> Any:
    return TypeSerializer().serialize(value)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VALUES)
def test_an_item_is_written_as_boto3_would_and_read_back_as_it_was(play: Any, value: Any) -> None:
    with Pipeline("shop") as shop:
        found = Lambda("find", FIND)
        DynamoPut("put", table="t", item={"known": value, "asked": found.output.value}, after=found)
        got = DynamoGet("get", table="t", key={"id": found.output.value}, after=found)
        Lambda("report", FIND, payload={"item": got.output})
    stored = {"known": typed(value), "asked": typed(value)}
    result, asked = play(shop, {"find": [{"Payload": {"value": value}}], "get": [{"Item": stored}]})
    assert result.status == "SUCCEEDED", result.cause
    assert {name: TypeDeserializer().deserialize(part) for name, part in asked["put"][0]["Item"].items()} == {
        "known": value,
        "asked": value,
    }
    assert asked["put"][0]["Item"] == stored
    assert asked["report"][0]["Payload"] == {"item": {"known": value, "asked": value}}


def test_an_item_that_is_not_there_is_null(play: Any) -> None:
    with Pipeline("shop") as shop:
        got = DynamoGet("get", table="t", key={"id": 1})
        Pass("seen", {"item": got.output, "none": got.output == None})  # noqa: E711  a comparison at run time
    result, _ = play(shop, {"get": [{}]})
    assert result.output == {"item": None, "none": True}


def test_an_update_names_its_attributes_apart_and_returns_the_item(play: Any) -> None:
    with Pipeline("shop") as shop:
        done = DynamoUpdate(
            "count",
            table="t",
            key={"id": "a"},
            set={"state": "done"},
            add={"runs": 1},
            remove=["note"],
            condition="runs < :most",
            condition_values={"most": 9},
        )
        Pass("seen", done.output.runs)
    result, asked = play(shop, {"count": [{"Attributes": {"runs": {"N": "3"}}}]})
    assert result.output == 3
    assert asked["count"] == [
        {
            "TableName": "t",
            "Key": {"id": {"S": "a"}},
            "UpdateExpression": "SET #0 = :v0 ADD #1 :v1 REMOVE #2",
            "ExpressionAttributeNames": {"#0": "state", "#1": "runs", "#2": "note"},
            "ExpressionAttributeValues": {":v0": {"S": "done"}, ":v1": {"N": "1"}, ":most": {"N": "9"}},
            "ConditionExpression": "runs < :most",
            "ReturnValues": "ALL_NEW",
        }
    ]
