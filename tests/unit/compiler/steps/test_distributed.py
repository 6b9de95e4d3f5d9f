"""Distributed maps, run: values from around the map reach its iterations, alone and in batches."""

from typing import Any

from lakeflow import DateParam, DistributedMap, Lambda, LambdaFunction, Map, Pipeline
from tests.executions import EXECUTION

FIND = LambdaFunction("find", handler="jobs/find.py:handler")
FOUND = {"find": [{"Payload": {"key": "k", "files": ["a", "b", "c"]}}]}


def test_values_from_around_travel_with_each_item(play: Any) -> None:
    with Pipeline("shop", params={"date": DateParam()}) as shop:
        found = Lambda("find", FIND)
        with DistributedMap("each", found.output.files) as each:
            payload = {"file": each.item, "key": found.output.key, "date": shop.params.date, "run": shop.execution_name}
            loaded = Lambda("load", FIND, payload=payload)
            each.returns({"rows": loaded.output.rows, "key": found.output.key})
        Lambda("report", FIND, payload={"all": each.output})
    result, asked = play(shop, {**FOUND, "load": [{"Payload": {"rows": 1}}]}, {"date": "2024-01-01"})
    assert result.status == "SUCCEEDED", result.cause
    assert [call["Payload"] for call in asked["load"]] == [
        {"file": file, "key": "k", "date": "2024-01-01", "run": EXECUTION.name} for file in "abc"
    ]
    assert asked["report"][0]["Payload"] == {"all": [{"rows": 1, "key": "k"}] * 3}


def test_values_from_around_travel_with_each_batch(play: Any) -> None:
    with Pipeline("shop") as shop:
        found = Lambda("find", FIND)
        with DistributedMap("each", found.output.files, batch_size=2) as each:
            Lambda("load", FIND, payload={"files": each.batch, "key": found.output.key})
    result, asked = play(shop, FOUND)
    assert result.status == "SUCCEEDED", result.cause
    assert [call["Payload"] for call in asked["load"]] == [
        {"files": ["a", "b"], "key": "k"},
        {"files": ["c"], "key": "k"},
    ]


def test_an_item_alone_is_the_input(play: Any) -> None:
    with Pipeline("shop") as shop:
        found = Lambda("find", FIND)
        with DistributedMap("each", found.output.files) as each:
            Lambda("load", FIND, payload={"file": each.item})
    _, asked = play(shop, FOUND)
    assert [call["Payload"] for call in asked["load"]] == [{"file": file} for file in "abc"]


def test_a_map_in_a_distributed_one_sees_both_items_and_what_is_around(play: Any) -> None:
    with Pipeline("shop") as shop:
        found = Lambda("find", FIND)
        with DistributedMap("outer", found.output.files) as outer, Map("inner", [1, 2]) as inner:
            Lambda("load", FIND, payload={"o": outer.item, "i": inner.item, "key": found.output.key})
    result, asked = play(shop, FOUND)
    assert result.status == "SUCCEEDED", result.cause
    calls = sorted((call["Payload"]["o"], call["Payload"]["i"], call["Payload"]["key"]) for call in asked["load"])
    assert calls == [(file, number, "k") for file in "abc" for number in (1, 2)]
