"""Time expressions beside jsonata-python in one run: ``python benchmarks/expressions.py``.

Every expression runs beside an input of 1,000 items, as it does in a state; the best of several rounds counts, in
processor time, so that what else runs on the machine counts little.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from lakeflow.asl.jsonata import compile_expression
from lakeflow.asl.jsonpath import compile_path
from lakeflow.asl.states import Json

ITEMS: list[Json] = [
    {"id": number, "price": number * 1.5, "quantity": number % 7, "tags": ["a", "b"]} for number in range(1000)
]
STATES: Json = {"input": {"date": "2025-04-01", "few": ITEMS[:10], "many": ITEMS, "order": {"id": 7, "total": 12.5}}}
MAP = "$map($states.input.{field}, function($i) {{ {{'id': $i.id, 'total': $i.price * $i.quantity}} }})"
EXPRESSIONS = {
    "map of 10": (MAP.format(field="few"), 10.0),
    "map of 1,000": (MAP.format(field="many"), 10.0),
    "object of two fields": ("{'id': $states.input.order.id, 'total': $states.input.order.total}", 3.0),
    "path": ("$states.input.date", 3.0),
}
TYPICAL = (
    "$states.input.orders[status = 'paid']"
    ".{'id': id, 'total': $sum(lines.(price * quantity)), 'date': $states.input.date}"
)
ROUNDS = 20


def best_seconds(action: Callable[[], Any], *, budget: float = 0.3) -> float:
    """Return the seconds of one call: the best average of several rounds."""
    started = time.process_time()
    action()
    once = max(time.process_time() - started, 1e-7)
    count = max(1, int(budget / ROUNDS / once))
    best = once
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(count):
            action()
        best = min(best, (time.process_time() - started) / count)
    return best


def our_evaluation(text: str) -> Callable[[], Any]:
    """Return an evaluation by lakeflow."""
    compiled = compile_expression(text)
    return lambda: compiled.evaluate({"states": STATES})


def their_evaluation(text: str) -> Callable[[], Any]:
    """Return an evaluation by jsonata-python with the same bindings."""
    from jsonata import Jsonata

    compiled = Jsonata(text)
    return lambda: compiled.evaluate(None, {"states": STATES})


def import_milliseconds() -> float:
    """Return what importing the package costs a fresh interpreter that has the standard library's part loaded."""
    program = (
        "import time, json, re, enum, dataclasses, decimal, datetime, random, hashlib, uuid, base64, typing\n"
        "import lakeflow.errors\nstart = time.process_time()\n"
        "import lakeflow.asl.jsonata\nprint((time.process_time() - start) * 1000)"
    )
    runs = [subprocess.run([sys.executable, "-c", program], capture_output=True, check=True) for _ in range(5)]
    return min(float(run.stdout) for run in runs)


def measure() -> dict[str, dict[str, float]]:
    """Return every figure by name."""
    figures: dict[str, dict[str, float]] = {}
    for name, (text, wanted) in EXPRESSIONS.items():
        ours = best_seconds(our_evaluation(text))
        theirs = best_seconds(their_evaluation(text))
        figures[name] = {"ours_us": ours * 1e6, "theirs_us": theirs * 1e6, "times": theirs / ours, "wanted": wanted}
    compiling = best_seconds(lambda: compile_expression.__wrapped__(TYPICAL))
    figures["compile"] = {"us": compiling * 1e6, "wanted_below": 200}
    figures["import"] = {"ms": import_milliseconds(), "wanted_below": 10}
    path = compile_path("$.a.b[0].c")
    document: Json = {"a": {"b": [{"c": 1}]}}
    figures["JSONPath reads a second"] = {"reads": 1 / best_seconds(lambda: path.read(document)), "wanted": 100_000}
    return figures


def main() -> None:
    """Print the figures as a table, or as JSON with ``--json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    figures = measure()
    if parser.parse_args().json:
        print(json.dumps(figures, indent=2))
        return
    for name, figure in figures.items():
        print(f"{name:26}", "  ".join(f"{key} {value:,.1f}" for key, value in figure.items()))


if __name__ == "__main__":
    main()
