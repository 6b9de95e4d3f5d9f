"""Calls of services as the steps that our language has for them, where the step compiles to the very same call."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lakeflow.asl.integrations import Pattern, ServiceCall, parse_resource
from lakeflow.compiler.sql import is_statement, positional
from lakeflow.dsl.results import JobRun, Published, QueryExecution, Sent, StartedJobRun, StartedQuery
from lakeflow.interop.importing.source import Written
from lakeflow.interop.importing.texts import as_code, called, text_of
from lakeflow.interop.importing.values import (
    Called,
    Code,
    Const,
    Demands,
    Fields,
    Inexpressible,
    Items,
    Known,
    Value,
    const,
)

STARTED_BY = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID"
_STATES = re.compile(r"^arn:\$\{[^}]*partition\}:states:::", re.IGNORECASE)


class Call(NamedTuple):
    """A step that makes a call; its output is a field of the call's result, or all of it, of a type that is known."""

    function: str
    given: tuple[Written, ...]
    options: Mapping[str, Written]
    field: str = ""
    kind: type | None = None


class Arguments:
    """The arguments of one call, taken field by field: what is left over is more than the step can say."""

    def __init__(self, value: Value, call: ServiceCall, known: Known) -> None:
        self._left = dict(fields_of(value))
        self.call = call
        self.known = known

    @property
    def is_request(self) -> bool:
        """Whether the call ends with the service's answer."""
        return self.call.pattern is Pattern.REQUEST_RESPONSE

    def maybe(self, name: str) -> Value | None:
        """Return an argument and have it done with; None if it is not there."""
        return self._left.pop(name, None)

    def take(self, name: str) -> Value:
        """Return an argument and have it done with; raises Inexpressible where it is not there."""
        if name not in self._left:
            raise Inexpressible(f"a call without {name}")
        return self._left.pop(name)

    def within(self, name: str) -> "Arguments":
        """Return the arguments inside one."""
        return Arguments(self.take(name), self.call, self.known)

    def rest(self) -> tuple[tuple[str, Value], ...]:
        """Return all arguments and have them done with."""
        left, self._left = tuple(self._left.items()), {}
        return left

    def end(self) -> None:
        """Raise Inexpressible where something is left over."""
        if self._left:
            raise Inexpressible(f"a call with {', '.join(self._left)}")

    def name(self, value: Value) -> Value:
        """Return what names a resource: text, or a reference to it."""
        return value if _is_text(value) else as_code(value, self.known.demands)

    def reference(self, value: Value) -> Value:
        """Return an object, spelt out or not."""
        return value if isinstance(value, Fields) and value.base is None else as_code(value, self.known.demands)


def call_of(resource: str, arguments: Value, known: Known) -> Call:
    """Return the step that makes a call.

    Raises:
        Inexpressible: there is none that makes the same.

    """
    call = parse_resource(_STATES.sub("arn:aws:states:::", resource))
    if not isinstance(call, ServiceCall) or not resource.endswith(f":states:::{call.name}"):
        raise Inexpressible("a call of what no service integration names")
    step = _sdk if call.sdk else _STEPS.get(f"{call.service}:{call.action}")
    if step is None:
        raise Inexpressible(f"no step calls {call.service}:{call.action} like this")
    taken = Arguments(arguments, call, known)
    made = step(taken)
    taken.end()
    text = text_of(arguments, known.demands)
    # A step waits for its token if, and only if, it hands it out.
    waits = call.pattern is Pattern.WAIT_FOR_TASK_TOKEN
    if "Task.Token" in text or ("TaskToken()" in text) != waits or (waits and made.function not in _WITH_TOKEN):
        raise Inexpressible("a task token that no step hands out like this")
    return made._replace(field="", kind=None) if waits else made


def fields_of(value: Value) -> tuple[tuple[str, Value], ...]:
    """Return the fields of an object that is spelt out; raises Inexpressible for any other value."""
    if isinstance(value, Fields) and value.base is None:
        return value.fields
    raise Inexpressible("an object is computed")


def retriers(state: Mapping[str, Any], demands: Demands) -> Value:
    """Return what ``retry`` says of a state's retriers."""
    found = tuple(_retrier(retrier, demands) for retrier in state["Retry"])
    return found[0] if len(found) == 1 else Items(found)


_RETRY = {
    "ErrorEquals": ("errors", None, None),
    "MaxAttempts": ("attempts", 3, 3),
    "IntervalSeconds": ("interval", 1, 5),
    "BackoffRate": ("backoff", 2.0, 2.0),
    "MaxDelaySeconds": ("max_delay", None, None),
    "JitterStrategy": ("jitter", "NONE", "FULL"),
}
"""Fields of a retrier: the option, what ASL takes where it is not said, and what Retry does."""


def _retrier(retrier: Mapping[str, Any], demands: Demands) -> Code:
    if unknown := retrier.keys() - _RETRY.keys() - {"Comment"}:
        raise Inexpressible(f"a retrier with {', '.join(sorted(unknown))}")
    options: list[tuple[str, Value]] = []
    for field, (option, meant, ours) in _RETRY.items():
        said = retrier.get(field, meant)
        if said != ours:
            options.append((option, const(said == "FULL" if option == "jitter" else said)))
    return called("Retry", tuple(options), demands)


def _is_text(value: Value) -> bool:
    """Return whether a value is certain to be text: a step would turn any other into it."""
    match value:
        case Const():
            return isinstance(value.value, str)
        case Code(layout=Called(function="Format")):
            return True
        case Code(text=text):
            return text.endswith((".execution_name", ".string()"))
        case _:
            return False


def _text(value: Value) -> Value:
    if not _is_text(value):
        raise Inexpressible("a text may be something else")
    return value


def _plain(value: Value) -> str:
    """Return text that is spelt out."""
    if not isinstance(value, Const) or not isinstance(value.value, str):
        raise Inexpressible("a text is computed")
    return value.value


def _given(**options: Value | None) -> dict[str, Written]:
    return {name: value for name, value in options.items() if value is not None}


def _sdk(taken: Arguments) -> Call:
    if taken.call.pattern not in {Pattern.REQUEST_RESPONSE, Pattern.WAIT_FOR_TASK_TOKEN}:
        raise Inexpressible("a call that is waited for")
    params = taken.rest()
    action = const(f"{taken.call.service}:{taken.call.action}")
    return Call("Sdk", (action, Fields(params)) if params else (action,), {})


def _lambda(taken: Arguments) -> Call:
    function, payload = taken.name(taken.take("FunctionName")), taken.reference(taken.take("Payload"))
    return Call("Lambda", (function,), {"payload": payload}, field="Payload")


def _glue(taken: Arguments) -> Call:
    options: dict[str, Written] = {}
    given = taken.maybe("Arguments")
    if given is not None:
        options["args"] = Fields(tuple((_argument(name), _text(value)) for name, value in fields_of(given)))
    job = taken.name(taken.take("JobName"))
    return Call("Glue", (job,), options | _waiting(taken), kind=StartedJobRun if taken.is_request else JobRun)


def _argument(name: str) -> str:
    if not name.startswith("--"):
        raise Inexpressible(f"the job's argument {name} has no dashes")
    return name.removeprefix("--")


def _waiting(taken: Arguments) -> dict[str, Written]:
    return {"wait": "False"} if taken.is_request else {}


def _athena(taken: Arguments) -> Call:
    sql = _plain(taken.take("QueryString"))
    if not is_statement(sql) or positional(sql) != (sql, ()):
        raise Inexpressible("a statement that the step would change")
    options = _given(workgroup=_text(taken.take("WorkGroup")))
    if (context := taken.maybe("QueryExecutionContext")) is not None:
        within = Arguments(context, taken.call, taken.known)
        options["database"] = const(_plain(within.take("Database")))
        within.end()
    options |= _waiting(taken)
    if taken.is_request:
        return Call("Athena", (const(sql),), options, kind=StartedQuery)
    return Call("Athena", (const(sql),), options, field="QueryExecution", kind=QueryExecution)


def _sns(taken: Arguments) -> Call:
    topic, message, subject = taken.take("TopicArn"), taken.take("Message"), taken.maybe("Subject")
    if isinstance(topic, Const) and not _plain(topic).startswith(("arn:", "${")):
        raise Inexpressible("a topic that is no ARN")
    is_object = isinstance(message, Fields) and message.base is None
    options = _given(topic=taken.name(topic), subject=None if subject is None else _text(subject))
    return Call("Notify", (), options | {"message": message if is_object else _text(message)}, kind=Published)


def _sqs(taken: Arguments) -> Call:
    queue = taken.take("QueueUrl")
    if isinstance(queue, Const) and "://" not in _plain(queue) and not _plain(queue).startswith("${"):
        raise Inexpressible("a queue that is no URL")
    options = _given(
        queue=taken.name(queue), body=_materialized(taken.take("MessageBody"), taken), delay=taken.maybe("DelaySeconds")
    )
    for field, option in (("MessageGroupId", "group"), ("MessageDeduplicationId", "deduplication")):
        value = taken.maybe(field)
        if value is not None:
            options[option] = _text(value)
    if not isinstance(options.get("delay", Const("0")), Const):
        raise Inexpressible("a delay that is computed")
    return Call("Sqs", (), options, kind=Sent)


def _materialized(value: Value, taken: Arguments) -> Value:
    return value if isinstance(value, Const | Items | Fields) else as_code(value, taken.known.demands)


def _events(taken: Arguments) -> Call:
    entries = taken.take("Entries")
    if not isinstance(entries, Items) or len(entries.items) != 1:
        raise Inexpressible("other than one event")
    entry = Arguments(entries.items[0], taken.call, taken.known)
    bus = entry.maybe("EventBusName")
    options = _given(
        source=_text(entry.take("Source")),
        detail_type=_text(entry.take("DetailType")),
        detail=entry.reference(entry.take("Detail")),
        bus=None if bus is None else _text(bus),
    )
    entry.end()
    return Call("EventBridge", (), options)


def _execution(taken: Arguments) -> Call:
    machine = _plain(taken.take("StateMachineArn"))
    if not machine.startswith(("arn:", "${")):
        raise Inexpressible("a state machine that is no ARN")
    given = dict(fields_of(taken.take("Input")))
    started = given.pop(STARTED_BY, None)
    if started is None or text_of(started, taken.known.demands) != 'jsonata("$states.context.Execution.Id")':
        raise Inexpressible(f"an input without {STARTED_BY}")
    params = (Fields(tuple(given.items())),) if given else ()
    if taken.call.pattern is Pattern.RUN_A_JOB:
        raise Inexpressible("an execution whose output comes back as text")
    field = "Output" if taken.call.pattern is Pattern.RUN_A_JOB_2 else ""
    return Call("RunPipeline", (const(machine), *params), _waiting(taken), field=field)


def _http(taken: Arguments) -> Call:
    authentication = taken.within("Authentication")
    method = _plain(taken.take("Method"))
    options = _given(
        connection=_text(authentication.take("ConnectionArn")), method=None if method == "GET" else const(method)
    )
    authentication.end()
    for field, option in (("Headers", "headers"), ("QueryParameters", "query"), ("RequestBody", "body")):
        value = taken.maybe(field)
        if value is not None:
            options[option] = Fields(fields_of(value))
    return Call("Http", (_text(taken.take("ApiEndpoint")),), options)


def _ecs(taken: Arguments) -> Call:
    if _plain(taken.take("LaunchType")) != "FARGATE":
        raise Inexpressible("a task that is not on Fargate")
    options = _given(task_definition=_text(taken.take("TaskDefinition")), cluster=_text(taken.take("Cluster")))
    if (network := taken.maybe("NetworkConfiguration")) is not None:
        around = Arguments(network, taken.call, taken.known)
        options |= _network(around.within("AwsvpcConfiguration"))
        around.end()
    if (overrides := taken.maybe("Overrides")) is not None:
        around = Arguments(overrides, taken.call, taken.known)
        options |= _container(around.take("ContainerOverrides"), taken)
        around.end()
    return Call("Ecs", (), options | _waiting(taken))


def _network(network: Arguments) -> dict[str, Written]:
    options = _given(subnets=_texts(network.take("Subnets")))
    if (groups := network.maybe("SecurityGroups")) is not None:
        options["security_groups"] = _texts(groups)
    if _plain(network.take("AssignPublicIp")) == "ENABLED":
        options["public_ip"] = "True"
    network.end()
    return options


def _texts(value: Value) -> Value:
    if not isinstance(value, Items) or not value.items:
        raise Inexpressible("a list is computed, or empty")
    return Items(tuple(const(_plain(item)) for item in value.items))


def _container(overrides: Value, taken: Arguments) -> dict[str, Written]:
    if not isinstance(overrides, Items) or len(overrides.items) != 1:
        raise Inexpressible("other than one container")
    override = Arguments(overrides.items[0], taken.call, taken.known)
    options = _given(container=_text(override.take("Name")))
    if (command := override.maybe("Command")) is not None:
        if not isinstance(command, Items) or not command.items:
            raise Inexpressible("a command that is computed, or empty")
        options["command"] = Items(tuple(map(_text, command.items)))
    if (environment := override.maybe("Environment")) is not None:
        if not isinstance(environment, Items) or not environment.items:
            raise Inexpressible("an environment that is computed, or empty")
        variables = [dict(fields_of(variable)) for variable in environment.items]
        if any(variable.keys() != {"Name", "Value"} for variable in variables):
            raise Inexpressible("a variable with other than name and value")
        options["environment"] = Fields(tuple((_plain(one["Name"]), _text(one["Value"])) for one in variables))
    override.end()
    return options


def _emr_serverless(taken: Arguments) -> Call:
    driver = taken.within("JobDriver")
    submit = driver.within("SparkSubmit")
    options = _given(
        application=_text(taken.take("ApplicationId")),
        role=_text(taken.take("ExecutionRoleArn")),
        script=_text(submit.take("EntryPoint")),
    )
    if (arguments := submit.maybe("EntryPointArguments")) is not None:
        if not isinstance(arguments, Items) or not arguments.items:
            raise Inexpressible("arguments that are computed, or none")
        options["args"] = Items(tuple(map(_text, arguments.items)))
    if (spark := submit.maybe("SparkSubmitParameters")) is not None:
        options["spark"] = const(_plain(spark))
    submit.end()
    driver.end()
    return Call("EmrServerless", (), options | _waiting(taken))


_STEPS: Mapping[str, Callable[[Arguments], Call]] = {
    "athena:startQueryExecution": _athena,
    "ecs:runTask": _ecs,
    "emr-serverless:startJobRun": _emr_serverless,
    "events:putEvents": _events,
    "glue:startJobRun": _glue,
    "http:invoke": _http,
    "lambda:invoke": _lambda,
    "sns:publish": _sns,
    "sqs:sendMessage": _sqs,
    "states:startExecution": _execution,
}
CALLS = frozenset(
    {"Athena", "Ecs", "EmrServerless", "EventBridge", "Glue", "Http", "Lambda", "Notify", "RunPipeline", "Sdk", "Sqs"}
)
"""The steps that a call may become."""
_WITH_TOKEN = frozenset({"Lambda", "Sqs", "Notify", "EventBridge", "Ecs", "RunPipeline", "Sdk"})
