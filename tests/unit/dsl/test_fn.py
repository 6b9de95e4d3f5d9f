"""Expressions against Python: what each is lowered to, evaluated, is what Python computes from the same values."""

import base64
import hashlib
import json
import math
import random
import urllib.parse
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lakeflow import fn
from lakeflow.asl.jsonata import UNDEFINED, Environment, compile_expression
from lakeflow.compiler.expressions import jsonata
from lakeflow.dsl.expressions import Field, ParamValue, Source
from lakeflow.dsl.references import Record, Value, expression_of
from lakeflow.testing import FakeClock

MISSING = object()
BOX = ParamValue("box")


def place(_: Source) -> str:
    return "$box"


def ref(name: str) -> Record:
    """Return a reference that may be missing, as a field of what a step returned may."""
    return Record(Field(BOX, name))


def run(value: Value, **given: Any) -> Any:
    """Return what an expression gives when its references have these values; MISSING where they have none."""
    box = {name: part for name, part in given.items() if part is not MISSING}
    text = jsonata(expression_of(value), place)
    found = compile_expression(text).evaluate({"box": box})
    return MISSING if found is UNDEFINED else found


A, B, XS = ref("a"), ref("b"), ref("xs")
NUMBERS = st.integers(-1000, 1000)
TEXTS = st.text("ab 1,-é", max_size=6)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
LISTS = st.lists(SCALARS | st.lists(SCALARS, max_size=2), max_size=4)
DATES = st.dates(date(1950, 1, 1), date(2100, 1, 1))


def same(left: Any, right: Any) -> bool:
    """Return JSON's equality: numbers by value, true is not 1."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


@given(NUMBERS, NUMBERS)
@example(7, -3)
@example(-7, 3)
def test_arithmetic_is_pythons(a: int, b: int) -> None:
    assert run(A + B * 2 - (B - A), a=a, b=b) == a + b * 2 - (b - a)
    assert run(-A, a=a) == -a
    assert run(abs(A), a=a) == abs(a)
    assert run(1 - A, a=a) == 1 - a
    if b:
        assert run(A % B, a=a, b=b) == a % b
        assert run(A % 7, a=a) == a % 7
        assert run(100 % B, b=b) == 100 % b
        assert run(A // B, a=a, b=b) == a // b
        assert math.isclose(run(A / B, a=a, b=b), a / b, rel_tol=1e-12)
        assert math.isclose(run(10 / B, b=b), 10 / b, rel_tol=1e-12)
    assert run(A**2, a=a) == a**2
    assert run(2 ** fn.abs(B % 5), b=b) == 2 ** abs(b % 5)


@given(NUMBERS, NUMBERS)
def test_comparisons_are_pythons(a: int, b: int) -> None:
    assert [run(A < B, a=a, b=b), run(A <= B, a=a, b=b), run(A > B, a=a, b=b), run(A >= B, a=a, b=b)] == [
        a < b,
        a <= b,
        a > b,
        a >= b,
    ]


@given(SCALARS, SCALARS)
def test_equality_is_that_of_json_and_its_negation_the_opposite(a: Any, b: Any) -> None:
    assert run(A == B, a=a, b=b) is same(a, b)
    assert run(A != B, a=a, b=b) is not same(a, b)
    assert run(~(A == B), a=a, b=b) is not same(a, b)


CONDITIONS: list[tuple[str, Value, Callable[[Any, Any], bool]]] = [
    ("and", (A > 0) & (B > 0), lambda a, b: a > 0 and b > 0),
    ("or", (A > 0) | (B > 0), lambda a, b: a > 0 or b > 0),
    ("not", ~((A > 0) & (B > 0)), lambda a, b: not (a > 0 and b > 0)),
    ("nested", ~(A > 0) | ~((B > 0) | (A == 1)), lambda a, b: not a > 0 or not (b > 0 or a == 1)),
    ("unequal", (A != 3) & (B != 3), lambda a, b: a != 3 and b != 3),
]


Both = tuple[str, str]
"""One expression in two spellings: of references, and of plain values."""


def nested(inner: st.SearchStrategy[Both], *forms: str | Both) -> st.SearchStrategy[Both]:
    """Return one of these forms, with parts in the places ``{x}`` and ``{y}``."""
    pairs = [(form, form) if isinstance(form, str) else form for form in forms]
    return st.builds(
        lambda form, x, y: tuple(text.format(x=part, y=other) for text, part, other in zip(form, x, y, strict=True)),
        st.sampled_from(pairs),
        inner,
        inner,
    )


NUMERIC = st.recursive(
    st.sampled_from([("a", "a"), ("b", "b")]) | st.integers(0, 9).map(lambda n: (f"lift({n})", f"lift({n})")),
    lambda inner: nested(
        inner, "{x} + {y}", "{x} - {y}", "({x}) * ({y})", "-({x})", "({x}) % 7", "({x}) // 3", "abs({x})", "5 - ({y})"
    ),
    max_leaves=8,
)
CONDITION = st.recursive(
    nested(NUMERIC, "({x}) < ({y})", "({x}) >= ({y})", "({x}) == ({y})", "({x}) != ({y})"),
    lambda inner: nested(
        inner, ("({x}) & ({y})", "({x}) and ({y})"), ("({x}) | ({y})", "({x}) or ({y})"), ("~({x})", "not ({x})")
    ),
    max_leaves=6,
)


@settings(max_examples=200)
@given(CONDITION, NUMERIC, NUMERIC, st.integers(-20, 20), st.integers(-20, 20))
def test_any_nesting_of_operators_means_what_python_means(
    condition: Both, then: Both, otherwise: Both, a: int, b: int
) -> None:
    known = {"a": A, "b": B, "lift": fn.abs}
    test, one, other = (eval(both[0], known) for both in (condition, then, otherwise))
    plain = {"a": a, "b": b, "lift": lambda n: n}
    expected = eval(condition[1], plain)
    assert run(test, a=a, b=b) is expected
    chosen = eval(then[1] if expected else otherwise[1], plain)
    assert run(fn.when(test, one).otherwise(other) + 1, a=a, b=b) == chosen + 1


def test_a_method_leaves_its_name_to_fields() -> None:
    given = {"date": "2024-01-01T10:00:00Z", "length": [1, 2], "int": "7"}
    assert run(A.date, a=given) == given["date"]
    assert run(A["date"].date(), a=given) == "2024-01-01"
    assert run(A.date.date(), a=given) == "2024-01-01"
    assert run(A.length.length() + A.int.int(), a=given) == 9
    assert run(A.date == "x", a=given) is False
    assert run(A.date.is_present() & ~A.string.is_present(), a=given) is True
    assert run(A.int, a={"int": {"number": 1}}) == {"number": 1}
    assert run(A.int.number + 1, a={"int": {"number": 1}}) == 2


class Nothing:
    """What Python has no word for: a value of which every comparison is false."""

    def __gt__(self, _: object) -> bool:
        return False

    __lt__ = __gt__


@pytest.mark.parametrize(
    ("condition", "expected"), [case[1:] for case in CONDITIONS], ids=[case[0] for case in CONDITIONS]
)
@pytest.mark.parametrize("a", [MISSING, -1, 1, 3])
@pytest.mark.parametrize("b", [MISSING, -1, 1, 3])
def test_a_comparison_with_a_missing_value_is_not_true_and_its_negation_is(
    condition: Value, expected: Callable[[Any, Any], bool], a: Any, b: Any
) -> None:
    known = [Nothing() if part is MISSING else part for part in (a, b)]
    assert run(condition, a=a, b=b) is expected(*known)


@given(TEXTS, st.text("ab ,", min_size=1, max_size=2))
def test_text_is_pythons(a: str, part: str) -> None:
    assert run(A + "!", a=a) == a + "!"
    assert run("!" + A, a=a) == "!" + a
    assert run(fn.contains(A, part), a=a) is (part in a)
    assert run(fn.startswith(A, part), a=a) is a.startswith(part)
    assert run(fn.endswith(A, part), a=a) is a.endswith(part)
    assert run(fn.split(A, part), a=a) == a.split(part)
    assert run(fn.replace(A, part, "_"), a=a) == a.replace(part, "_")
    assert run(fn.strip(A), a=a) == a.strip()
    assert run(fn.upper(A), a=a) == a.upper()
    assert run(fn.lower(A), a=a) == a.lower()
    assert run(fn.substring(A, 1, 2), a=a) == a[1:3]
    assert run(fn.substring(A, 1), a=a) == a[1:]
    assert run(fn.text_length(A), a=a) == len(a)
    assert run(fn.pad_left(A, 8, "."), a=a) == a.rjust(8, ".")
    assert run(fn.pad_right(A, 8, "."), a=a) == a.ljust(8, ".")
    assert run(fn.hash(A), a=a) == hashlib.sha256(a.encode()).hexdigest()
    assert run(fn.hash(A, "MD5"), a=a) == hashlib.md5(a.encode()).hexdigest()
    assert run(fn.base64_encode(A), a=a) == base64.b64encode(a.encode()).decode()
    assert run(fn.base64_decode(fn.base64_encode(A)), a=a) == a
    assert urllib.parse.unquote(run(fn.url_encode(A), a=a)) == a
    assert run(fn.matches(A, r"^[ab]+$"), a=a) is (bool(a) and set(a) <= set("ab"))


@given(DATES, st.integers(-4000, 4000))
def test_dates_are_pythons(a: date, days: int) -> None:
    given, later = a.isoformat(), (a + timedelta(days)).isoformat()
    assert run(fn.add_days(A, B), a=given, b=days) == later
    assert run(fn.days_between(A, B), a=given, b=later) == days
    assert run(fn.isoweekday(A), a=given) == a.isoweekday()
    assert run(fn.strftime(A, "%Y/%m/%d [%j] %y%%"), a=given) == a.strftime("%Y/%m/%d [%j] %y%%")
    assert run(fn.date(fn.add_seconds(A, B * 86400)), a=given, b=days) == later
    assert run(A.date(), a=f"{given}T10:00:00Z") == given


@given(LISTS)
@example([[1, 2]])
@example([[]])
@example([[[1]]])
@example([None])
def test_lists_keep_every_item_whatever_it_is(xs: list[Any]) -> None:
    assert run(fn.map(XS, lambda x: x), xs=xs) == xs
    assert run(fn.map(XS, lambda x: [x, 1]), xs=xs) == [[x, 1] for x in xs]
    assert run(fn.map(XS, lambda x: {"v": x}), xs=xs) == [{"v": x} for x in xs]
    assert run(fn.filter(XS, lambda x: x != None), xs=xs) == [x for x in xs if x is not None]  # noqa: E711
    assert run(fn.count(XS), xs=xs) == len(xs)
    assert run(XS.length(), xs=xs) == len(xs)
    assert run(fn.reverse(XS), xs=xs) == xs[::-1]
    assert run(fn.slice(XS, 1, 3), xs=xs) == xs[1:3]
    assert run(fn.slice(XS, 1), xs=xs) == xs[1:]
    assert run(fn.concat(XS, XS), xs=xs) == xs + xs
    assert run(fn.partition(XS, 2), xs=xs) == [xs[i : i + 2] for i in range(0, len(xs), 2)]
    assert run(fn.has(XS, 1), xs=xs) is any(same(x, 1) for x in xs)
    assert run(fn.has(XS, None), xs=xs) is (None in xs)
    assert run(A.is_in([1, "a", None]), a=xs[0] if xs else 1) is any(
        same(xs[0] if xs else 1, x) for x in (1, "a", None)
    )
    seen: list[Any] = []
    for x in xs:
        if not any(same(x, other) for other in seen):
            seen.append(x)
    assert run(fn.distinct(XS), xs=xs) == seen
    if xs:
        assert run(XS[0], xs=xs) == xs[0]
        assert run(fn.last(XS), xs=xs) == xs[-1]


@given(st.lists(NUMBERS, max_size=5), NUMBERS)
def test_folds_are_pythons(xs: list[int], limit: int) -> None:
    assert run(fn.sum(XS), xs=xs) == sum(xs)
    assert run(fn.sort(XS), xs=xs) == sorted(xs)
    assert run(fn.sort(XS, key=lambda x: -x), xs=xs) == sorted(xs, key=lambda x: -x)
    assert run(fn.sort(XS, key=lambda x: x % 3), xs=xs) == sorted(xs, key=lambda x: x % 3)
    assert run(fn.any(XS, lambda x: x > A), xs=xs, a=limit) is any(x > limit for x in xs)
    assert run(fn.all(XS, lambda x: x > A), xs=xs, a=limit) is all(x > limit for x in xs)
    assert run(fn.reduce(XS, lambda total, x: total * 2 + x, 1), xs=xs) == fold(xs)
    assert run(fn.min(XS), xs=xs) == (min(xs) if xs else MISSING)
    assert run(fn.max(XS), xs=xs) == (max(xs) if xs else MISSING)
    if xs:
        assert math.isclose(run(fn.average(XS), xs=xs), sum(xs) / len(xs), rel_tol=1e-9, abs_tol=1e-9)
    assert run(fn.map(XS, lambda x: fn.map(XS, lambda y: x * y)), xs=xs) == [[x * y for y in xs] for x in xs]
    assert run(fn.join(fn.map(XS, lambda x: x.string()), "-"), xs=xs) == "-".join(map(str, xs))


def fold(xs: list[int]) -> int:
    total = 1
    for x in xs:
        total = total * 2 + x
    return total


@given(st.integers(-6, 6), st.integers(-6, 6), st.sampled_from([-3, -1, 1, 2]))
def test_ranges_are_pythons(start: int, stop: int, step: int) -> None:
    expected = list(range(start, stop, step))
    assert run(fn.range(A, B, step), a=start, b=stop) == expected
    assert run(fn.range(A, B, ref("c")), a=start, b=stop, c=step) == expected
    assert run(fn.range(A, B), a=start, b=stop) == list(range(start, stop))


@given(st.dictionaries(st.text("abc", min_size=1, max_size=2), SCALARS | st.lists(SCALARS, max_size=2), max_size=4))
@example({"a": [[]]})
def test_objects_are_pythons(a: dict[str, Any]) -> None:
    assert run(fn.keys(A), a=a) == list(a)
    assert run(fn.values(A), a=a) == list(a.values())
    assert run(fn.merge(A, {"a": 1}), a=a) == {**a, "a": 1}
    assert run(fn.lookup(A, "a"), a=a) == a.get("a", MISSING)
    assert run(fn.default(A["a"], "none"), a=a) == a.get("a", "none")
    assert run(fn.coalesce(A["a"], A["b"], 0), a=a) == next((a[key] for key in ("a", "b") if a.get(key) is not None), 0)
    assert run(fn.coalesce(A["a"], A["b"]), a=a) == next((a[key] for key in ("a", "b") if a.get(key) is not None), None)
    assert run(fn.is_present(A["a"]), a=a) is ("a" in a)
    assert run(A["a"].is_present(), a=a) is ("a" in a)
    assert run(fn.is_null(A["a"]), a=a) is ("a" in a and a["a"] is None)


@given(NUMBERS)
def test_conditional_values_take_the_first_case_that_holds(a: int) -> None:
    sized = fn.when(A > 100, "large").when(A > 10, "medium").otherwise("small")
    assert run(sized, a=a) == ("large" if a > 100 else "medium" if a > 10 else "small")
    assert run(fn.when(sized == "small", 1).otherwise(2) + 1, a=a) == (2 if a <= 10 else 3)
    assert run(fn.when(A > 0, [A]).otherwise([]), a=a) == ([a] if a > 0 else [])
    assert run(fn.not_(A > 0), a=a) is (not a > 0)


def test_a_missing_condition_takes_the_other_side() -> None:
    assert run(fn.when(A > 1, "yes").otherwise("no"), a=MISSING) == "no"
    assert run(fn.when(A, "yes").otherwise("no"), a=MISSING) == "no"
    assert run(~A, a=MISSING) is True
    assert run(fn.not_(A), a=MISSING) is True


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=5))
def test_json_comes_back_as_it_went(a: Any) -> None:
    assert run(fn.parse_json(fn.to_json({"v": A})).v, a=a) == a


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (fn.number("3.5"), 3.5),
        (fn.int("7"), 7),
        (fn.int("7.9"), 7),
        (fn.string(A), "[1,2]"),
        (fn.boolean(""), False),
        (fn.boolean("x"), True),
        (fn.type_of(A), "array"),
        (fn.round(2.5), 2),
        (fn.round(2.675, 2), 2.68),
        (round(A[0] / 3, 2), 0.33),
        (fn.ceil(1.2), 2),
        (fn.floor(-1.2), -2),
        (fn.sqrt(9), 3),
        (fn.power(2, 10), 1024),
        (fn.format_number(1234.5, "#,##0.00"), "1,234.50"),
        (fn.map(A[1], lambda x: x + 1), [3]),
        (A[1], 2),
        (A[-1], 2),
        (fn.concat([[1]], [2], [[]]), [[1], 2, []]),
        ([A, 1, [A]], [[1, 2], 1, [[1, 2]]]),
    ],
)
def test_conversions_and_numbers_give_what_python_gives(value: Value, expected: Any) -> None:
    assert run(value, a=[1, 2]) == expected


@pytest.mark.parametrize("function", [fn.map, fn.filter], ids=["map", "filter"])
def test_of_a_missing_list_there_is_an_empty_one(function: Any) -> None:
    assert run(function(A, lambda x: x), a=MISSING) == []
    assert run(fn.count(A), a=MISSING) == 0
    assert run(fn.all(A, lambda x: x), a=MISSING) is True
    assert run(fn.any(A, lambda x: x), a=MISSING) is False
    assert run(fn.sort(A), a=MISSING) == run(fn.reverse(A), a=MISSING) == run(fn.concat(A), a=MISSING) == []


def test_the_moment_and_chance_are_those_of_the_state() -> None:
    environment = Environment(clock=FakeClock().now, random=random.Random(1))
    now, uuid, chance = (
        compile_expression(jsonata(expression_of(value), place)).evaluate({}, environment=environment)
        for value in (fn.now(), fn.uuid(), fn.random())
    )
    assert now == "2024-01-01T00:00:00.000Z"
    assert isinstance(uuid, str)
    assert len(uuid) == 36
    assert isinstance(chance, float)
    assert 0 <= chance < 1


def test_every_function_is_compared() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in fn.__all__ if f"fn.{name}" not in source] == []
