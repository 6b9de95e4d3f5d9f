"""Time the interpreter beside moto and npm's aws-local-stepfunctions in one run: ``python benchmarks/interpreter.py``.

Ours keeps the full history of every execution; moto does so too, aws-local-stepfunctions writes none. The npm package
is installed into a temporary folder; ``--ours`` leaves the others out.
"""

import argparse
import asyncio
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from lakeflow.asl.document import parse
from lakeflow.clock import SystemClock
from lakeflow.interpreter.context import ExecutionInfo
from lakeflow.interpreter.execution import interpret
from lakeflow.interpreter.history import HistoryEvent
from lakeflow.interpreter.machine import CompiledMachine, compile_machine
from lakeflow.testing import FakeExecutor, RecordingObserver

ROUNDS = 5
EXECUTION = ExecutionInfo(
    arn="arn:aws:states:us-east-1:111111111111:execution:machine:run",
    name="run",
    state_machine_arn="arn:aws:states:us-east-1:111111111111:stateMachine:machine",
    state_machine_name="machine",
    role_arn="arn:aws:iam::111111111111:role/machine",
)
Definition = dict[str, Any]


class Case(NamedTuple):
    """A machine to time, with how many states one execution of it enters."""

    definition: Definition
    payload: Any
    states: int


def chain(names: list[str]) -> Definition:
    """Return a region of Pass states, one after the other."""
    states = {name: {"Type": "Pass", "Next": following} for name, following in pairwise(names)}
    return {"StartAt": names[0], "States": {**states, names[-1]: {"Type": "Pass", "End": True}}}


def mapped(mode: str, **fields: Any) -> Definition:
    """Return a machine with a Map of three Pass states over ``$.items``."""
    config = {"Mode": mode, **({"ExecutionType": "STANDARD"} if mode == "DISTRIBUTED" else {})}
    processor = {"ProcessorConfig": config, **chain(["a", "b", "c"])}
    state = {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": processor, "End": True, **fields}
    return {"StartAt": "m", "States": {"m": state}}


CASES = {
    "hello": Case(chain(["s"]), {}, 1),
    "chain of 1,000": Case(chain([f"s{number}" for number in range(1000)]), {"a": 1}, 1000),
    "Map of 1,000 x 3": Case(mapped("INLINE"), {"items": list(range(1000))}, 3001),
    "Parallel of 50": Case(
        {
            "StartAt": "p",
            "States": {"p": {"Type": "Parallel", "End": True, "Branches": [chain([f"b{n}"]) for n in range(50)]}},
        },
        {"a": 1},
        51,
    ),
}


class Counting:
    """An observer that only counts: what a run leaves in memory is then the interpreter's own."""

    def __init__(self) -> None:
        self.events = 0

    def event(self, event: HistoryEvent) -> None:  # noqa: ARG002  the protocol's signature
        """Count an event."""
        self.events += 1

    def child(self, execution: ExecutionInfo) -> "Counting":  # noqa: ARG002  the protocol's signature
        """Count a child's events with its parent's."""
        return self

    def retrying(self, *about: Any) -> None:
        """Do nothing: no state retries."""


def run_here(machine: CompiledMachine, payload: Any, observer: Any) -> None:
    """Run a machine to its end in this process."""
    result = asyncio.run(
        interpret(
            machine,
            payload,
            executor=FakeExecutor(),
            clock=SystemClock(),
            execution=EXECUTION,
            observer=observer,
            random=random.Random(1),
        )
    )
    if result.status != "SUCCEEDED":
        raise SystemExit(f"it {result.status}: {result.error} {result.cause}")


def best_seconds(action: Callable[[], Any]) -> float:
    """Return the seconds of the fastest of several rounds."""
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def our_run(machine: CompiledMachine, payload: Any) -> Callable[[], Any]:
    """Return an execution that keeps its history."""
    return lambda: run_here(machine, payload, RecordingObserver())


def ours() -> dict[str, float]:
    """Return the seconds of each case here; each is compiled once."""
    out = {}
    for name, case in CASES.items():
        machine = compile_machine(parse(case.definition))
        out[name] = best_seconds(our_run(machine, case.payload))
    return out


def moto() -> dict[str, float]:
    """Return the seconds of each case in moto's engine, through boto3 as its users have it."""
    import boto3
    from moto import mock_aws

    out = {}
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        client = boto3.client(
            "stepfunctions", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        role = "arn:aws:iam::123456789012:role/machine"
        for number, (name, case) in enumerate(CASES.items()):
            created = client.create_state_machine(
                name=f"machine{number}", definition=json.dumps(case.definition), roleArn=role
            )
            seconds = []
            for attempt in range(3):
                started = time.perf_counter()
                running = client.start_execution(
                    stateMachineArn=created["stateMachineArn"],
                    name=f"run{number}x{attempt}",
                    input=json.dumps(case.payload),
                )
                while True:
                    status = client.describe_execution(executionArn=running["executionArn"])["status"]
                    if status != "RUNNING":
                        break
                    time.sleep(0.002)
                if status != "SUCCEEDED":
                    raise SystemExit(f"moto: {name} {status}")
                seconds.append(time.perf_counter() - started)
            out[name] = min(seconds)
    return out


NODE = """
import { StateMachine } from 'aws-local-stepfunctions';
import { readFileSync } from 'node:fs';
const cases = JSON.parse(readFileSync('cases.json', 'utf8'));
const out = {};
for (const [name, [definition, payload]] of Object.entries(cases)) {
  const machine = new StateMachine(definition);
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const started = performance.now();
    await machine.run(payload).result;
    best = Math.min(best, performance.now() - started);
  }
  out[name] = best / 1000;
}
console.log(JSON.stringify(out));
"""


def npm() -> dict[str, float]:
    """Return the seconds of each case in aws-local-stepfunctions on Node; each machine is constructed once."""
    node, installer = shutil.which("node"), shutil.which("npm")
    if node is None or installer is None:
        print("node and npm are not installed: aws-local-stepfunctions is left out", file=sys.stderr)
        return {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        install = [installer, "install", "--silent", "--no-audit", "--no-fund", "aws-local-stepfunctions@3"]
        subprocess.run(install, cwd=place, check=True)
        cases = {name: (case.definition, case.payload) for name, case in CASES.items()}
        (place / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
        (place / "run.mjs").write_text(NODE, encoding="utf-8")
        done = subprocess.run([node, "run.mjs"], cwd=place, check=True, capture_output=True, text=True)
    seconds: dict[str, float] = json.loads(done.stdout)
    return seconds


def peak_kilobytes() -> int:
    """Return the most memory that this process ever had; ``ru_maxrss`` would count its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0])


def iterations(count: int) -> None:
    """Print the time and the peak memory of that many iterations of a distributed Map, in this process."""
    machine = compile_machine(parse(mapped("DISTRIBUTED", ResultPath=None)))
    observer = Counting()
    payload = {"items": [0] * count}
    before = peak_kilobytes()
    started = time.perf_counter()
    run_here(machine, payload, observer)
    seconds = time.perf_counter() - started
    grown = peak_kilobytes() - before
    print(
        f"{count:>9,} iterations {seconds:8.2f} s {observer.events:>10,} events {grown / 1024:8.1f} MB more at the peak"
    )


def main() -> None:
    """Print the table and the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", action="store_true", help="leave the other engines out")
    parser.add_argument("--iterations", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.iterations is not None:
        iterations(chosen.iterations)
        return
    engines = {"lakeflow": ours}
    if not chosen.ours:
        engines |= {"moto": moto, "aws-local-stepfunctions": npm}
    measured = {name: measure() for name, measure in engines.items()}
    print(f"{'':18}" + "".join(f"{name:>34}" for name in measured))
    for name, case in CASES.items():
        cells = (
            f"{seconds[name] * 1000:12.2f} ms {case.states / seconds[name]:12,.0f} states/s"
            for seconds in measured.values()
            if name in seconds
        )
        print(f"{name:18}" + "".join(f"{cell:>34}" for cell in cells))
    print("\na distributed Map over so many items, each of three states:")
    for count in (1_000, 10_000, 30_000, 100_000):
        subprocess.run([sys.executable, __file__, "--iterations", str(count)], check=True)


if __name__ == "__main__":
    main()
