"""``lambda:invoke`` on this machine: the handler in a fresh process, with Lambda's context, limits and errors."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from lakeflow.asl.states import Json
from lakeflow.clock import Clock
from lakeflow.errors import TaskFailed, closest
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.local.workspace import Workspace
from lakeflow.resources.model import LambdaFunctionResource

_RUNNER = Path(__file__).parent / "lambda_runtime.py"
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB each for request and response.
_LARGEST_PAYLOAD = 6 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class LambdaExecutor:
    """Invokes the functions of one pipeline; ``environment`` is what every function's own is added to."""

    functions: Mapping[str, LambdaFunctionResource]
    workspace: Workspace
    environment: Mapping[str, str]
    clock: Clock

    async def invoke(self, task: ScheduledTask) -> Json:
        """Invoke a function; return what ``lambda:invoke`` returns, the handler's result under ``Payload``.

        Raises TaskFailed with the exception's type, or ``Sandbox.Timedout`` and the ``Runtime.…`` errors, as AWS does.
        """
        request = task.arguments if isinstance(task.arguments, dict) else {}
        function = self._function(request)
        request_id = str(uuid4())
        log = self.workspace.log_file(task.state, task.attempt)
        payload = await self._call(function, request.get("Payload", {}), request_id, log)
        return {
            "ExecutedVersion": "$LATEST",
            "Payload": payload,
            "SdkHttpMetadata": {"HttpStatusCode": 200},
            "SdkResponseMetadata": {"RequestId": request_id},
            "StatusCode": 200,
        }

    async def _call(self, function: LambdaFunctionResource, event: Json, request_id: str, log: Path) -> Json:
        invocation = {
            "handler": function.handler,
            "root": str(self.workspace.project_root),
            "libraries": [str(self.workspace.project_root / library) for library in function.libraries],
            "event": event,
            "timeout_seconds": function.timeout_seconds,
            "request_id": request_id,
            "function_name": function.name,
            "memory_mb": function.memory_mb,
        }
        answer = await self._run(function, json.dumps(invocation).encode(), log)
        if answer is None:
            ran_out = f"Task timed out after {function.timeout_seconds:.2f} seconds"
            raise _failed("Sandbox.Timedout", f"RequestId: {request_id} Error: {ran_out}")
        code, body = answer
        if not body:
            raise _failed("Runtime.ExitError", f"RequestId: {request_id} Error: {_exited(code)}")
        said: dict[str, Json] = json.loads(body)
        if "error" in said:
            error = said["error"]
            assert isinstance(error, dict)
            raise TaskFailed(str(error["errorType"]), json.dumps(error))
        if len(body) > _LARGEST_PAYLOAD:
            problem = f"Response payload size exceeded maximum allowed payload size ({_LARGEST_PAYLOAD} bytes)."
            raise _failed("Function.ResponseSizeTooLarge", problem)
        return said["payload"]

    async def _run(self, function: LambdaFunctionResource, request: bytes, log: Path) -> tuple[int, bytes] | None:
        """Return the process's exit code and answer, None if it ran out of time."""
        log.parent.mkdir(parents=True, exist_ok=True)
        answer_read, answer_write = os.pipe()
        try:
            with log.open("ab") as output:
                process = await asyncio.create_subprocess_exec(
                    # -P: what a function can import is what is deployed with it.
                    *(sys.executable, "-P", "-X", "utf8", str(_RUNNER), str(answer_write)),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=output,
                    stderr=output,
                    pass_fds=(answer_write,),
                    env=self._environment(function, log),
                    cwd=self.workspace.project_root,
                    start_new_session=True,
                )
        finally:
            os.close(answer_write)
        try:
            async with asyncio.timeout(function.timeout_seconds):
                return await _converse(process, request, answer_read)
        except TimeoutError:
            return None
        finally:
            # Whatever the function started goes with it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    def _environment(self, function: LambdaFunctionResource, log: Path) -> dict[str, str]:
        return {
            **self.environment,
            "TZ": ":UTC",
            "AWS_LAMBDA_FUNCTION_NAME": function.name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_mb),
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": log.stem,
            "PYTHONUNBUFFERED": "1",
            **function.environment,
        }

    def _function(self, request: Mapping[str, Json]) -> LambdaFunctionResource:
        name = function_name(str(request.get("FunctionName", "")))
        if name in self.functions:
            return self.functions[name]
        near = closest(name, self.functions)
        advice = (
            f"; did you mean {near}?"
            if near
            else f"; this pipeline has {', '.join(self.functions) or 'none'}; --mocks can answer for it"
        )
        raise TaskFailed("Lambda.ResourceNotFoundException", f"Function not found: {name}{advice}")


def function_name(reference: str) -> str:
    """Return the name in what ``FunctionName`` may be: a name, ``name:qualifier``, or an ARN with or without one."""
    parts = reference.split(":")
    if parts[0] == "arn" and len(parts) > 6:
        return parts[6]
    return parts[0]


async def _converse(process: asyncio.subprocess.Process, request: bytes, answer: int) -> tuple[int, bytes]:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(answer, "rb"))
    try:
        stdin = process.stdin
        assert stdin is not None
        stdin.write(request)
        with contextlib.suppress(ConnectionError):
            await stdin.drain()
        stdin.close()
        body = await reader.read(-1)
        return await process.wait(), body
    finally:
        transport.close()


def _failed(error_type: str, message: str) -> TaskFailed:
    """Return a failure that Lambda itself reports, rather than the handler."""
    return TaskFailed(error_type, json.dumps({"errorType": error_type, "errorMessage": message}))


def _exited(code: int) -> str:
    how = f"signal: {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
    return f"Runtime exited with error: {how}"
