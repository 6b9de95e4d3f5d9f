"""Functions in real processes, and the errors that a state machine sees from them."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from lakeflow.asl.states import Json
from lakeflow.clock import SystemClock
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.local.lambda_ import LambdaExecutor, function_name
from lakeflow.local.workspace import Workspace
from lakeflow.resources.model import LambdaFunctionResource


class Caller:
    """Writes a handler to a file and invokes it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.workspace = Workspace(
            project_root=root, lake_root=root / "lake", run_dir=root / "run", cache_dir=root / "cache"
        )

    def __call__(self, source: str, event: Json = None, handler: str = "f.py:handler", **settings: Any) -> Any:
        (self.root / "f.py").write_text(source)
        function = LambdaFunctionResource(name="shop-find", handler=handler, **settings)
        executor = LambdaExecutor({"shop-find": function}, self.workspace, {"SHARED": "yes"}, SystemClock())
        arguments: Json = {"FunctionName": "arn:aws:lambda:eu-west-1:1:function:shop-find:live", "Payload": event}
        task = ScheduledTask(state="find", resource="", arguments=arguments, attempt=0, scheduled_event_id=1)
        return asyncio.run(executor.invoke(task))

    def failure(self, source: str, **settings: Any) -> tuple[str, dict[str, Any]]:
        with pytest.raises(TaskFailed) as failed:
            self(source, **settings)
        return failed.value.error, json.loads(failed.value.cause)

    @property
    def log(self) -> str:
        return (self.root / "run" / "logs" / "find-0.log").read_text()


@pytest.fixture
def call(tmp_path: Path) -> Caller:
    return Caller(tmp_path)


def test_a_result_comes_back_as_the_payload(call: Caller) -> None:
    answer = call("def handler(event, context):\n    print('hello')\n    return {'got': event['n'] + 1}", {"n": 1})
    assert answer["Payload"] == {"got": 2}
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    assert call.log == "hello\n"


def test_a_function_sees_its_environment_its_libraries_and_its_context(call: Caller) -> None:
    (call.root / "lib").mkdir()
    (call.root / "lib" / "shared.py").write_text("VALUE = 5")
    answer = call(
        "import os, shared\n"
        "def handler(event, context):\n"
        "    left = context.get_remaining_time_in_millis()\n"
        "    names = ('LAKE_ROOT', 'SHARED', 'AWS_LAMBDA_FUNCTION_NAME')\n"
        "    return [shared.VALUE, *map(os.environ.get, names), context.function_name, 0 < left <= 30000]\n",
        libraries=("lib",),
        environment={"LAKE_ROOT": "/lake"},
        timeout_seconds=30,
    )
    assert answer["Payload"] == [5, "/lake", "yes", "shop-find", "shop-find", True]


def test_an_exceptions_type_is_the_error_and_the_log_has_its_traceback(call: Caller) -> None:
    error, cause = call.failure("class NoFiles(Exception): ...\ndef handler(e, c):\n    raise NoFiles('none today')")
    assert error == "NoFiles"
    assert (cause["errorType"], cause["errorMessage"]) == ("NoFiles", "none today")
    assert "handler" in cause["stackTrace"][0]
    assert cause["requestId"]
    assert "none today" in call.log


@pytest.mark.parametrize(
    ("source", "handler", "error", "message"),
    [
        ("def handler(e, c): ...", "g.py:handler", "Runtime.ImportModuleError", "Unable to import module 'g'"),
        ("import nowhere", "f.py:handler", "Runtime.ImportModuleError", "No module named 'nowhere'"),
        ("x = 1", "f.py:handler", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'f'"),
        ("def handler(:", "f.py:handler", "Runtime.UserCodeSyntaxError", "Syntax error in module 'f'"),
        ("def handler(e, c): return {1, 2}", "f.py:handler", "Runtime.MarshalError", "Unable to marshal response"),
        ("import os\ndef handler(e, c): os._exit(3)", "f.py:handler", "Runtime.ExitError", "exit status 3"),
        ("import sys\ndef handler(e, c): sys.exit(4)", "f.py:handler", "Runtime.ExitError", "exit status 4"),
        (
            "import os\ndef handler(e, c): os.kill(os.getpid(), 9)",
            "f.py:handler",
            "Runtime.ExitError",
            "signal: SIGKILL",
        ),
    ],
)
def test_what_lambda_reports_itself_has_lambdas_name(
    call: Caller, source: str, handler: str, error: str, message: str
) -> None:
    name, cause = call.failure(source, handler=handler)
    assert name == error
    assert message in cause["errorMessage"]


def test_a_function_that_takes_too_long_is_killed_with_all_it_started(call: Caller) -> None:
    started = time.monotonic()
    source = (
        "import subprocess, time\n"
        "def handler(e, c):\n"
        "    subprocess.Popen(['sh', '-c', 'sleep 2; touch late'])\n"
        "    time.sleep(60)\n"
    )
    error, cause = call.failure(source, timeout_seconds=1)
    assert error == "Sandbox.Timedout"
    assert cause["errorMessage"].endswith("Error: Task timed out after 1.00 seconds")
    time.sleep(max(0.0, 3 - (time.monotonic() - started)))
    assert not (call.root / "late").exists()


def test_each_invocation_starts_afresh(call: Caller) -> None:
    source = "n = 0\ndef handler(e, c):\n    global n\n    n += 1\n    return n"
    assert [call(source)["Payload"] for _ in range(2)] == [1, 1]


def test_an_unknown_function_is_refused_with_a_suggestion(call: Caller) -> None:
    functions = {"shop-find": LambdaFunctionResource(name="shop-find", handler="f.py:handler")}
    executor = LambdaExecutor(functions, call.workspace, {}, SystemClock())
    task = ScheduledTask(
        state="s", resource="", arguments={"FunctionName": "shop-fnd"}, attempt=0, scheduled_event_id=1
    )
    with pytest.raises(TaskFailed, match="did you mean shop-find") as refused:
        asyncio.run(executor.invoke(task))
    assert refused.value.error == "Lambda.ResourceNotFoundException"


@pytest.mark.parametrize(
    "reference", ["f", "f:live", "arn:aws:lambda:eu:1:function:f", "arn:aws:lambda:eu:1:function:f:7"]
)
def test_a_function_is_known_by_name_qualifier_or_arn(reference: str) -> None:
    assert function_name(reference) == "f"
