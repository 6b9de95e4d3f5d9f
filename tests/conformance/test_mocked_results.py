"""Mocked results as TestState judged them on AWS, where the recordings are at hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lakeflow.asl.integrations import ServiceCall, parse_resource
from lakeflow.asl.services.calls import check_result
from lakeflow.asl.services.check import Mode
from lakeflow.aws.service_models import service_models

RECORDINGS = Path(__file__).parents[3] / "shared" / "conformance" / "teststate"
PREFIX = "Mock result schema validation error: "


def recordings() -> Iterator[tuple[ServiceCall, Any, Mode, str]]:
    for file in sorted(RECORDINGS.glob("*.json")):
        recording = json.loads(file.read_text(encoding="utf-8"))
        mock = recording.get("request", {}).get("mock") or {}
        resource = (recording.get("definition") or {}).get("Resource")
        call = parse_resource(resource) if resource else None
        message = recording["expected"].get("message", "") if recording.get("rejected") else ""
        if isinstance(call, ServiceCall) and "result" in mock and (not message or message.startswith(PREFIX)):
            mode = Mode(mock.get("fieldValidationMode") or "STRICT")
            yield call, json.loads(mock["result"]), mode, message.removeprefix(PREFIX)


def test_mocked_results_are_judged_as_on_aws() -> None:
    cases = list(recordings())
    if not cases:
        pytest.skip("no recordings")
    services = service_models()
    for call, result, mode, message in cases:
        found = [finding.message for finding in check_result(call, result, services, mode)]
        # A service may have raised a limit since: then nothing is found where AWS found it exceeded.
        if not found and ("maximum" in message or "minimum" in message):
            continue
        assert found[:1] == ([message] if message else [])
