"""What runs inside a function's own process: load the handler, call it once, answer on a pipe.

Started as a script by ``lakeflow.local.lambda_``, so that a function starts in the time Python takes: it imports
nothing of lakeflow and little else.
"""

import importlib.util
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any


class LambdaContext:
    """The second argument of a handler: https://docs.aws.amazon.com/lambda/latest/dg/python-context.html."""

    client_context = None
    identity = None
    function_version = "$LATEST"

    def __init__(self, invocation: dict[str, Any]) -> None:
        self.function_name: str = invocation["function_name"]
        self.memory_limit_in_mb = str(invocation["memory_mb"])
        self.aws_request_id: str = invocation["request_id"]
        self.invoked_function_arn = f"arn:aws:lambda:us-east-1:000000000000:function:{self.function_name}"
        self.log_group_name = f"/aws/lambda/{self.function_name}"
        self.log_stream_name = self.aws_request_id
        self._deadline = time.monotonic() + invocation["timeout_seconds"]

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left before the function is killed."""
        return max(0, int((self._deadline - time.monotonic()) * 1000))


class RuntimeFailure(Exception):  # noqa: N818  Lambda calls these Runtime.*
    """A failure that Lambda names itself, such as Runtime.HandlerNotFound."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type = error_type


def load_handler(root: str, handler: str) -> Callable[[Any, LambdaContext], Any]:
    """Return the function that ``path/from/root.py:function`` names.

    Raises:
        RuntimeFailure: Runtime.ImportModuleError, Runtime.UserCodeSyntaxError or Runtime.HandlerNotFound.

    """
    path, _, name = handler.rpartition(":")
    file = os.path.join(root, path)  # noqa: PTH118  pathlib is a third of this process's start
    module_name = os.path.splitext(os.path.basename(file))[0]  # noqa: PTH119, PTH122
    try:
        spec = importlib.util.spec_from_file_location(module_name, file)
        if spec is None or spec.loader is None:
            raise ImportError(f"{path} is not a Python file")  # noqa: TRY301  reported as any import that fails
        module = importlib.util.module_from_spec(spec)
        sys.modules[module_name] = module
        spec.loader.exec_module(module)
    except (ImportError, FileNotFoundError) as error:
        raise RuntimeFailure(
            "Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}"
        ) from error
    except SyntaxError as error:
        raise RuntimeFailure(
            "Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}"
        ) from error
    function: Callable[[Any, LambdaContext], Any] | None = getattr(module, name, None)
    if function is None:
        raise RuntimeFailure("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module_name}'")
    return function


def invoke(invocation: dict[str, Any]) -> bytes:
    """Return the answer to one invocation: a JSON object with ``payload`` or ``error``."""
    try:
        function = load_handler(invocation["root"], invocation["handler"])
        result = function(invocation["event"], LambdaContext(invocation))
        return _marshalled(result)
    except RuntimeFailure as failure:
        return _error(failure.error_type, str(failure), invocation, [])
    except SystemExit as exit_:
        return _error("Runtime.ExitError", f"Runtime exited with error: exit status {exit_.code}", invocation, [])
    except Exception as failure:  # noqa: BLE001  whatever a handler raises is its answer
        own = failure.__traceback__ and failure.__traceback__.tb_next  # the first frame is this function's
        traceback.print_exception(failure.with_traceback(own))
        frames = traceback.format_list(traceback.extract_tb(own))
        return _error(type(failure).__name__, str(failure), invocation, frames)


def _marshalled(result: object) -> bytes:
    try:
        # JSON has no NaN; Lambda's own encoder writes one, and Step Functions refuses it.
        return json.dumps({"payload": result}, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise RuntimeFailure("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def _error(kind: str, message: str, invocation: dict[str, Any], frames: list[str]) -> bytes:
    error = {"errorMessage": message, "errorType": kind, "requestId": invocation["request_id"], "stackTrace": frames}
    if not frames:
        print(f"[ERROR] {kind}: {message}", file=sys.stderr)  # noqa: T201  stderr is the function's log
    return json.dumps({"error": error}).encode()


def main() -> None:
    """Read an invocation from stdin and answer on the descriptor given as the argument."""
    answer = int(sys.argv[1])
    # What the function starts must not hold the answer open.
    os.set_inheritable(answer, False)  # noqa: FBT003  os takes it so
    invocation = json.loads(sys.stdin.buffer.read())
    sys.path[:0] = invocation["libraries"]
    body = invoke(invocation)
    while body:
        body = body[os.write(answer, body) :]
    os.close(answer)


if __name__ == "__main__":
    main()
