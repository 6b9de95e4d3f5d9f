"""Small state machines for tests of the validator, and what it says of them."""

from typing import Any

from lakeflow.asl.validation import Options, validate

LAMBDA = "arn:aws:states:::lambda:invoke"


def machine(*states: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a machine of states called a, b, c, ...; it starts at a."""
    names = "abcdefghijklmnop"
    return {"StartAt": "a", "States": dict(zip(names, states, strict=False)), **fields}


def jsonata(*states: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a machine in JSONata."""
    return machine(*states, QueryLanguage="JSONata", **fields)


def task(**fields: Any) -> dict[str, Any]:
    """Return a Task that ends."""
    return {"Type": "Task", "Resource": LAMBDA, "End": True, **fields}


def passing(**fields: Any) -> dict[str, Any]:
    """Return a Pass state, which ends unless it has Next."""
    return {"Type": "Pass", **({} if "Next" in fields else {"End": True}), **fields}


def mapping(processor: dict[str, Any] | None = None, *, mode: str = "", **fields: Any) -> dict[str, Any]:
    """Return a Map that ends; a mode is that of its execution type: INLINE, STANDARD or EXPRESS."""
    body = processor or {"StartAt": "each", "States": {"each": passing()}}
    config: dict[str, str] = (
        {"Mode": mode} if mode in {"", "INLINE"} else {"Mode": "DISTRIBUTED", "ExecutionType": mode}
    )
    return {"Type": "Map", "ItemProcessor": body | ({"ProcessorConfig": config} if mode else {}), "End": True, **fields}


def codes(document: Any, **options: Any) -> list[str]:
    """Return the codes of a document's findings."""
    return [finding.code for finding in validate(document, Options(**options))]


def places(document: Any) -> list[tuple[str, str]]:
    """Return the code and pointer of each finding."""
    return [(finding.code, finding.pointer) for finding in validate(document)]
