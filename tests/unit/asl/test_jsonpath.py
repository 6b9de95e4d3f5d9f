"""Paths as Jayway reads them."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakeflow.asl.jsonpath import compile_path
from lakeflow.asl.states import Json
from lakeflow.errors import PathError

STORE: dict[str, Any] = {
    "books": [{"id": 1, "price": 8.5, "tags": ["a"]}, {"id": 2, "price": 12, "isbn": "x"}, {"id": 3, "price": 5}],
    "odd key": {"a.b": 1}, "text": "abc", "nothing": None, "deep": {"books": [{"id": 9}]}, "numbers": [3, 1, 2],
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", STORE),
        ("$.books[0].id", 1),
        ("$.books[-1].id", 3),
        ("$['odd key']['a.b']", 1),
        ('$["odd key"]["a.b"]', 1),
        ("$.nothing", None),
        ("$.books[*].id", [1, 2, 3]),
        ("$.books[0,2].id", [1, 3]),
        ("$.books[1:].id", [2, 3]),
        ("$.books[:2].id", [1, 2]),
        ("$.books[-2:].id", [2, 3]),
        ("$..id", [1, 2, 3, 9]),
        ("$.deep.*[0].id", [9]),
        ("$.books[0]['id','price']", [{"id": 1, "price": 8.5}]),
        ("$.books[?(@.price > 8)].id", [1, 2]),
        ("$.books[?(@.isbn)].id", [2]),
        ("$.books[?(!@.isbn)].id", [1, 3]),
        ("$.books[?(@.price < 10 && @.id != 1)].id", [3]),
        ("$.books[?(@.id == 1 || @.isbn == 'x')].id", [1, 2]),
        ("$.books[?(@.id in [1, 3])].id", [1, 3]),
        ("$.books[?(@.isbn =~ /X/i)].id", [2]),
        ("$.books[?(@.none == 1)]", []),
        ("$.books[9:].id", []),
        ("$.numbers.max()", 3),
        ("$.books.length()", 3),
    ],
)
def test_a_path_finds_what_jayway_finds(path: str, found: Any) -> None:
    assert compile_path(path).read(STORE) == found


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("$.none", "No results for path: $['none']"),
        ("$.none.deeper", "Missing property in path $['none']"),
        ("$.books[7]", "Index out of bounds when evaluating path $['books'][7]"),
        ("$.text.more", "Expected to find an object with property ['more'] in path $['text']"),
        ("$.text[0]", "Expected to find an array at path $['text']"),
    ],
)
def test_a_missing_place_is_named(path: str, problem: str) -> None:
    with pytest.raises(PathError) as caught:
        compile_path(path).read(STORE)
    assert caught.value.problem.startswith(problem)
    assert str(caught.value).startswith(f"Invalid path '{path}' : ")


def test_context_and_variables_are_other_roots() -> None:
    assert compile_path("$$.Execution.Id").read({}, context={"Execution": {"Id": "e"}}) == "e"
    assert compile_path("$items[1].id").read({}, variables={"items": [{}, {"id": 4}]}) == 4
    with pytest.raises(PathError, match="not defined"):
        compile_path("$items").read({})


@pytest.mark.parametrize("text", ["", "a.b", "$.", "$[", "$['a", "$.a b", "$.a[?(@.b ==)]", "$.a.what()", "$[0:1:0]"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(PathError):
        compile_path(text)


@given(st.text(max_size=20))
def test_any_text_is_a_path_or_is_refused(text: str) -> None:
    try:
        compile_path("$" + text).read(STORE, context={}, variables={})
    except PathError:
        return


def test_a_reference_path_is_written_without_changing_the_document() -> None:
    document: Any = {"a": {"b": 1}, "list": [1, 2]}
    assert compile_path("$.a.c.d").write(document, 5) == {"a": {"b": 1, "c": {"d": 5}}, "list": [1, 2]}
    assert compile_path("$.list[1]").write(document, 5) == {"a": {"b": 1}, "list": [1, 5]}
    assert compile_path("$").write(document, 5) == 5
    assert document == {"a": {"b": 1}, "list": [1, 2]}


@pytest.mark.parametrize("path", ["$.list[*]", "$$.a", "$.list[9]", "$.a.b.c"])
def test_a_result_cannot_be_put_where_there_is_no_one_place(path: str) -> None:
    with pytest.raises(PathError):
        compile_path(path).write({"a": {"b": 1}, "list": []}, 5)


def test_a_name_may_begin_with_what_means_something_elsewhere() -> None:
    assert compile_path("$.order.$id").read({"order": {"$id": 7}}) == 7
    assert compile_path("$.@type").read({"@type": "order"}) == "order"


def test_a_compiled_path_is_read_a_hundred_thousand_times_a_second() -> None:
    path = compile_path("$.a.b[0].c")
    document: Json = {"a": {"b": [{"c": 1}]}}
    started = time.perf_counter()
    for _ in range(20_000):
        path.read(document)
    assert time.perf_counter() - started < 0.2
