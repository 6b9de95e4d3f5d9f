"""A pipeline as a workflow of the AWS Step Functions Data Science SDK, for notebooks."""

from pathlib import Path
from typing import Any

from lakeflow.interop.sdk import workflow
from lakeflow.operations.compiling import compile_file, pick
from lakeflow.project import find_project


def sdk_workflow(
    file: Path, role: str, *, environment: str = "local", pipeline: str | None = None, client: Any = None
) -> Any:
    """Return a module's pipeline as an SDK ``Workflow``, under the name that a deployment gives it.

    ``role`` is the ARN of the role to run it in, ``client`` a boto3 client of Step Functions.

    Raises:
        ToolMissingError: the SDK is not installed.

    """
    found = pick(compile_file(find_project(file), file, environment), pipeline)
    return workflow(found.compiled.machine, found.target.name(found.pipeline.name), role, client)
