"""A state machine's definition to the statements of its role."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from lakeflow.asl.integrations import FunctionCall, ServiceCall, parse_resource
from lakeflow.asl.services.literals import Known, jsonata_literals, jsonpath_literals
from lakeflow.asl.states import JSONATA, JSONPATH, Json
from lakeflow.errors import ProjectError
from lakeflow.resources.iam import athena, calls, distributed_maps, jobs
from lakeflow.resources.iam.arguments import Arguments
from lakeflow.resources.iam.sdk_calls import sdk_call
from lakeflow.resources.iam.statement import Statement, merged
from lakeflow.resources.iam.templates import TEMPLATES, by_template
from lakeflow.resources.site import Site

Rule: TypeAlias = Callable[[ServiceCall, Arguments], Iterator[Statement]]

_RULES: Final[Mapping[str, Rule]] = {
    "apigateway:invoke": calls.api_gateway,
    "athena:getQueryExecution": athena.results,
    "athena:getQueryResults": athena.results,
    "athena:startQueryExecution": athena.query,
    "athena:stopQueryExecution": athena.results,
    "dynamodb:deleteItem": calls.dynamodb_item,
    "dynamodb:getItem": calls.dynamodb_item,
    "dynamodb:putItem": calls.dynamodb_item,
    "dynamodb:updateItem": calls.dynamodb_item,
    "ecs:runTask": jobs.ecs_task,
    "emr-serverless:startJobRun": jobs.emr_serverless_job,
    "events:putEvents": calls.event_bus,
    "glue:startJobRun": jobs.glue_job,
    "http:invoke": calls.http_endpoint,
    "lambda:invoke": calls.lambda_function,
    "sns:publish": calls.sns_topic,
    "sqs:sendMessage": calls.sqs_queue,
    "states:startExecution": jobs.nested_machine,
}


def machine_statements(site: Site, machine: str, definition: Json) -> tuple[Statement, ...]:
    """Return what a machine's role may do: all that its definition calls, and nothing besides.

    ``machine`` is its physical name. What a definition computes is granted for everything of its kind.

    Raises:
        ProjectError: it calls a service whose needs are not known; a role that exists can be configured instead.

    """
    assert isinstance(definition, dict)
    language = str(definition.get("QueryLanguage", JSONPATH))
    return merged(_of_states(definition, machine, language, site))


def _of_states(scope: Mapping[str, Any], machine: str, language: str, site: Site) -> Iterator[Statement]:
    for state in scope.get("States", {}).values():
        spoken = str(state.get("QueryLanguage", language))
        if state.get("Type") == "Task":
            yield from _of_task(state, Arguments(_given(state, spoken), site, machine))
        for branch in state.get("Branches", ()):
            yield from _of_states(branch, machine, language, site)
        processor = state.get("ItemProcessor") or state.get("Iterator")
        if state.get("Type") == "Map" and isinstance(processor, Mapping):
            yield from _of_states(processor, machine, language, site)
            yield from _of_map(state, machine, spoken, site)


def _given(fields: Mapping[str, Any], language: str) -> Known:
    return (
        jsonata_literals(fields.get("Arguments"))
        if language == JSONATA
        else jsonpath_literals(fields.get("Parameters"))
    )


def _of_map(state: Mapping[str, Any], machine: str, language: str, site: Site) -> Iterator[Statement]:
    processor = state.get("ItemProcessor") or state.get("Iterator")
    config = processor.get("ProcessorConfig", {}) if isinstance(processor, Mapping) else {}
    if config.get("Mode") == "DISTRIBUTED":
        yield from distributed_maps.children(machine, site)
    if isinstance(state.get("ItemReader"), Mapping):
        fields = state["ItemReader"]
        yield from distributed_maps.reader(fields, Arguments(_given(fields, language), site, machine))
    if isinstance(state.get("ResultWriter"), Mapping):
        yield from distributed_maps.writer(Arguments(_given(state["ResultWriter"], language), site, machine))


def _of_task(state: Mapping[str, Any], arguments: Arguments) -> Iterator[Statement]:
    resource = parse_resource(str(state["Resource"]))
    if isinstance(resource, FunctionCall):
        yield calls.invoke(str(state["Resource"]), arguments.site)
    elif isinstance(resource, ServiceCall):
        yield from _of_call(resource, arguments)
    if isinstance(state.get("Credentials"), Mapping):
        yield _assumed(state["Credentials"], arguments.site)


def _of_call(call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    if call.sdk:
        yield from sdk_call(call, arguments)
        return
    name = f"{call.service}:{call.action}"
    rule = _RULES.get(name) or (by_template if name in TEMPLATES else None)
    if rule is None:
        raise ProjectError(
            f"what a role needs to call {call.name} is not known",
            hint="make a role for the machine and name it in the configuration, in [existing.roles]",
        )
    yield from rule(call, arguments)


def _assumed(credentials: Mapping[str, Any], site: Site) -> Statement:
    """Return the right to take on the role that a task runs with; any of the account where it is computed."""
    known = jsonata_literals(credentials.get("RoleArn"))
    return Statement("TakeOnRoles", ("sts:AssumeRole",), (known if isinstance(known, str) else site.role_arn("*"),))
