"""ResultWriter: the results of child executions, reshaped and written to objects."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from lakeflow.asl.states import JSONATA, Json
from lakeflow.asl.writing import compact
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.context import ExecutionInfo, timestamp
from lakeflow.interpreter.failure import RESULT_WRITER_FAILED, StateFailed
from lakeflow.interpreter.lifecycle import ExecutionResult, Status
from lakeflow.interpreter.objects import ObjectStore
from lakeflow.interpreter.processing import Payload, compile_payload
from lakeflow.interpreter.visit import Visit


@dataclass(frozen=True, slots=True)
class Child:
    """A child execution that has ended, and what it was given."""

    execution: ExecutionInfo
    input: Json
    result: ExecutionResult

    def described(self) -> dict[str, Json]:
        """Return the child with its metadata, as the Transformation NONE gives it."""
        out: dict[str, Json] = {
            "ExecutionArn": self.execution.arn,
            "Input": compact(self.input),
            "InputDetails": {"Included": True},
            "Name": self.execution.name,
            "StartDate": timestamp(self.result.started),
            "StateMachineArn": self.execution.state_machine_arn,
            "Status": self.result.status.value,
            "StopDate": timestamp(self.result.stopped),
        }
        if not self.execution.is_express:
            out |= {"RedriveCount": 0, "RedriveStatus": "NOT_REDRIVABLE"}
        if self.has_succeeded:
            return out | {"Output": compact(self.result.output), "OutputDetails": {"Included": True}}
        return out | {"Error": self.result.error or "", "Cause": self.result.cause or ""}

    @property
    def has_succeeded(self) -> bool:
        """Whether the child has an output."""
        return self.result.status is Status.SUCCEEDED

    def output(self) -> Json:
        """Return the output, or in its place what is told of a failure that was tolerated."""
        if self.has_succeeded:
            return self.result.output
        return {
            "Status": self.result.status.value,
            "Error": self.result.error or "",
            "Cause": self.result.cause or "",
        }


@dataclass(frozen=True, slots=True)
class Writer:
    """A compiled ResultWriter; without ``arguments`` the results are only reshaped."""

    arguments: Payload | None
    transformation: str
    output_type: str

    def write(self, visit: Visit, map_run_arn: str, children: Sequence[Child]) -> Json:
        """Return the Map's result; raises StateFailed with States.ResultWriterFailed."""
        if self.arguments is None:
            results = transformed(children, self.transformation)
            return results if self.output_type == "JSON" else _lines(results)
        arguments = self.arguments.of(visit)
        given = arguments if isinstance(arguments, dict) else {}
        bucket, prefix = (str(given.get(name, "")) for name in ("Bucket", "Prefix"))
        objects = visit.scope.runtime.objects
        if objects is None:
            raise StateFailed(RESULT_WRITER_FAILED, "There is no object store to write to in this run.")
        folder = f"{prefix.rstrip('/')}/{map_run_arn.rpartition(':')[2]}".lstrip("/")
        try:
            files = self._export(objects, bucket, folder, children)
            manifest: Json = {"DestinationBucket": bucket, "MapRunArn": map_run_arn, "ResultFiles": files}
            objects.put_object(bucket, f"{folder}/manifest.json", json.dumps(manifest).encode())
        except TaskFailed as error:
            raise StateFailed(RESULT_WRITER_FAILED, error.cause or error.error) from error
        return {"MapRunArn": map_run_arn, "ResultWriterDetails": {"Bucket": bucket, "Key": f"{folder}/manifest.json"}}

    def _export(self, objects: ObjectStore, bucket: str, folder: str, children: Sequence[Child]) -> dict[str, Json]:
        """Write one file of what succeeded and one of what failed, and return what the manifest says of them."""
        files: dict[str, Json] = {"FAILED": [], "PENDING": [], "SUCCEEDED": []}
        for status in ("SUCCEEDED", "FAILED"):
            chosen = [
                child for child in children if (child.result.status is Status.SUCCEEDED) == (status == "SUCCEEDED")
            ]
            if chosen:
                key = f"{folder}/{status}_0.{self.output_type.lower()}"
                content = self._content(chosen, status)
                objects.put_object(bucket, key, content)
                files[status] = [{"Key": key, "Size": len(content)}]
        return files

    def _content(self, children: Sequence[Child], status: str) -> bytes:
        # AWS keeps the metadata of what failed, whatever the transformation.
        results = transformed(children, self.transformation if status == "SUCCEEDED" else "NONE")
        return (compact(results) if self.output_type == "JSON" else _lines(results)).encode()


def transformed(children: Sequence[Child], transformation: str) -> list[Json]:
    """Return the children's results: with metadata (NONE), outputs alone (COMPACT), arrays opened up (FLATTEN)."""
    if transformation == "NONE":
        return [child.described() for child in children]
    outputs = [child.output() for child in children]
    if transformation == "COMPACT":
        return outputs
    return [item for output in outputs for item in (output if isinstance(output, list) else [output])]


def compile_writer(definition: Json, language: str) -> Writer:
    """Parse a ResultWriter; raises TemplateError, PathError."""
    fields = cast("Mapping[str, Json]", definition)
    config = cast("Mapping[str, str]", fields.get("WriterConfig", {}))
    name = "Arguments" if language == JSONATA else "Parameters"
    exports = "Resource" in fields or name in fields
    return Writer(
        compile_payload(fields.get(name, {}), f"ResultWriter/{name}", language) if exports else None,
        config.get("Transformation", "NONE"),
        config.get("OutputType", "JSON"),
    )


def _lines(results: list[Json]) -> str:
    return "".join(f"{compact(result)}\n" for result in results)
