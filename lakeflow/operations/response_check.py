"""Mocked responses against the models of AWS's APIs, as TestState checks them."""

from collections.abc import Sequence
from typing import cast

from lakeflow.asl.integrations import ServiceCall, parse_resource
from lakeflow.asl.services.calls import check_result
from lakeflow.asl.services.check import Mode
from lakeflow.asl.services.literals import Known
from lakeflow.asl.states import Json
from lakeflow.aws.service_models import service_models
from lakeflow.errors import MockError
from lakeflow.mocks.executor import ResponseCheck


def response_check(mode: str) -> ResponseCheck:
    """Return the check for one of TestState's modes.

    STRICT wants every required field and every field right, PRESENT the fields that are there, NONE nothing.

    Raises:
        MockError: there is no such mode.

    """
    if mode not in list(Mode):
        raise MockError(f"mocks cannot be validated {mode!r}", hint=f"say one of {', '.join(Mode)}")
    services = service_models()

    def check(resource: str, response: Json) -> Sequence[str]:
        call = parse_resource(resource)
        if not isinstance(call, ServiceCall):
            return ()
        found = check_result(call, cast("Known", response), services, Mode(mode))
        return [f"{finding.message} ({finding.hint})" if finding.hint else finding.message for finding in found]

    return check
