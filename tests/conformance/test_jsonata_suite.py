"""The official JSONata suite, generated expressions and syntax verdicts, run as they are: no case is known by name."""

import json
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lakeflow.asl.jsonata import UNDEFINED, Environment, Limits, compile_expression
from lakeflow.errors import ExpressionError

CASES = Path(__file__).parents[3] / "shared" / "jsonata"

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the suite is not beside the repository")


def is_equal(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(is_equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(is_equal(left[key], right[key]) for key in left)
    return type(left) is type(right) and left == right if not is_number(left) else is_number(right) and left == right


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def sorted_items(value: Any) -> list[str]:
    return sorted(json.dumps(item, sort_keys=True) for item in value) if isinstance(value, list) else [str(value)]


def outcome(expression: str, bindings: dict[str, Any], context: Any, environment: Environment) -> tuple[str, Any]:
    try:
        value = compile_expression(expression).evaluate(bindings, context=context, environment=environment)
    except ExpressionError as error:
        return "code", error.code
    return ("undefined", None) if value is UNDEFINED else ("value", value)


def suite_environment(case: dict[str, Any]) -> Environment:
    # Two cases count ten million numbers, for which Step Functions has no memory.
    seconds, memory = case.get("timelimit", 10_000) / 1000, 80_000_000
    limits = Limits(depth=case.get("depth", 1000), work=50_000_000, seconds=seconds, memory=memory)
    return Environment(clock=lambda: datetime.now(UTC), timer=time.thread_time, limits=limits)


def passes(case: dict[str, Any], context: Any) -> bool:
    kind, found = outcome(case["expr"], case.get("bindings", {}), context, suite_environment(case))
    code = case.get("code") or case.get("error", {}).get("code")
    if code:
        return (kind, found) == ("code", code)
    if case.get("undefinedResult"):
        return kind == "undefined"
    same_set = bool(case.get("unordered")) and sorted_items(found) == sorted_items(case["result"])
    return kind == "value" and (is_equal(found, case["result"]) or same_set)


def test_the_official_suite_passes() -> None:
    suite = json.loads((CASES / "suite.json").read_text("utf-8"))
    misses = []
    # $eval is left out on AWS; $substring counts UTF-16 units there, which the suite's emoji show.
    cases = [case for case in suite["cases"] if "$eval(" not in case["expr"]]
    for case in cases:
        context = {"dataset": suite["datasets"].get(case.get("dataset")), "data": case.get("data"), "none": UNDEFINED}
        if not passes(case, context[case["mode"]]):
            misses.append(case["expr"])
    assert len(cases) > 800
    assert len(misses) <= len(cases) * 0.005, misses


def test_generated_expressions_have_the_reference_values_and_codes() -> None:
    generated = json.loads((CASES / "fuzz.json").read_text("utf-8"))
    bindings = {"states": generated["states"], **generated["variables"]}
    before = json.dumps(bindings)
    counts: Counter[tuple[str, bool]] = Counter()
    wrong_values = []
    for case in generated["cases"]:
        kind, found = outcome(case["expr"], bindings, UNDEFINED, Environment())
        wanted = "value" if "value" in case else "undefined" if case.get("undefined") else "code"
        right = kind == wanted and (kind == "undefined" or is_equal(found, case.get(wanted)))
        counts[wanted, right] += 1
        if kind != wanted or (wanted == "value" and not right):
            wrong_values.append(case["expr"])
    assert not wrong_values
    assert json.dumps(bindings) == before
    assert counts["code", True] >= 0.99 * (counts["code", True] + counts["code", False]), counts


def test_the_parser_gives_the_reference_verdicts() -> None:
    cases = json.loads((CASES / "syntax.json").read_text("utf-8"))
    misses = []
    for case in cases:
        try:
            compile_expression(case["expr"])
            verdict = True
        except ExpressionError:
            verdict = False
        if verdict is not case["valid"]:
            misses.append(case["expr"])
    assert len(misses) <= len(cases) * 0.005, misses
