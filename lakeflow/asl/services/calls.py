"""A Task's call as a whole: is there such an action, are its arguments right, and what does it return."""

from lakeflow.asl.integrations import OPTIMIZED, Pattern, ServiceCall
from lakeflow.asl.sdk_services import RETIRED_SERVICES, SDK_SERVICES
from lakeflow.asl.services.check import Finding, Kind, Mode, check_arguments, check_output
from lakeflow.asl.services.literals import Known
from lakeflow.asl.services.optimized import job_result, optimized_operation
from lakeflow.asl.services.port import Services
from lakeflow.asl.services.shapes import Operation, ShapeTree
from lakeflow.asl.services.spelling import for_sdk
from lakeflow.errors import closest


def check_call(call: ServiceCall, arguments: Known, services: Services) -> tuple[Finding, ...]:
    """Return what is wrong with a call: an action that its service does not have, or its arguments.

    An AWS SDK integration whose service has no model at hand is found too: nobody shall think that it was checked.
    """
    operation = operation_of(call, services)
    if operation is None:
        return _unknown_action(call, services)
    if call.sdk and operation.streams:
        is_optimized = call.action in OPTIMIZED.get(call.service, ())
        resource = f"write arn:aws:states:::{call.service}:{call.action}"
        hint = resource if is_optimized else "call it in a Lambda function"
        return (Finding("", f"Step Functions cannot call {call.name}: it streams", hint, Kind.ACTION),)
    return (*check_arguments(operation, arguments), *_connection(call, arguments))


def check_result(call: ServiceCall, value: Known, services: Services, mode: Mode = Mode.STRICT) -> tuple[Finding, ...]:
    """Return what is wrong with a mocked result of a call, as TestState sees it; the first is the one it tells."""
    tree = result_of(call, services)
    return check_output(tree, value, mode) if tree is not None else ()


def result_of(call: ServiceCall, services: Services) -> ShapeTree | None:
    """Return the shape of what a call returns; None if nothing is known of it, as of what a callback sends."""
    if call.pattern is Pattern.WAIT_FOR_TASK_TOKEN:
        return None
    if call.pattern is not Pattern.REQUEST_RESPONSE:
        return job_result(call, services)
    operation = operation_of(call, services)
    return ShapeTree(operation.shapes, operation.output) if operation is not None and operation.output else None


def operation_of(call: ServiceCall, services: Services) -> Operation | None:
    """Return the operation that a call makes, spelled as its integration spells it; None if it is not known."""
    if not call.sdk:
        return optimized_operation(call, services)
    operation = services.operation(call.service, call.action)
    return for_sdk(operation) if operation is not None else None


def _unknown_action(call: ServiceCall, services: Services) -> tuple[Finding, ...]:
    if not call.sdk or call.service in RETIRED_SERVICES:
        return ()
    actions = services.actions(call.service)
    if not actions:
        message = f"{call.name} is not checked: there is no model of {call.service}"
        return (Finding("", message, "pip install 'lakeflow[aws]'", Kind.UNCHECKED),)
    hint = f"did you mean {near}?" if (near := _nearest(call, services)) else f"see the API reference of {call.service}"
    return (Finding("", f"{call.service} has no action {call.action!r}", hint, Kind.ACTION),)


def _nearest(call: ServiceCall, services: Services) -> str | None:
    """Return the call that is meant: AWS divides what it calls one service (bedrock, bedrockruntime)."""
    kin = sorted(name for name in SDK_SERVICES if name.startswith(call.service))
    for service in kin:
        known = {name.lower(): name for name in services.actions(service)}
        if name := known.get(call.action.lower()):
            return f"{service}:{name}"
    near = closest(call.action, services.actions(call.service))
    return f"{call.service}:{near}" if near else None


def _connection(call: ServiceCall, arguments: Known) -> tuple[Finding, ...]:
    """Every HTTP call goes by an EventBridge connection, whose place has changed its name once."""
    if (call.service, call.action) != ("http", "invoke") or not isinstance(arguments, dict):
        return ()
    if "Authentication" in arguments or "InvocationConfig" in arguments:
        return ()
    return (Finding("", "Required field 'Authentication' is missing", "add Authentication with a ConnectionArn"),)
