"""What a pipeline does when it fails: tell a topic, then fail with the same error."""

from lakeflow.asl.states import Branch, Catcher, Fail, Json, Parallel, State, Task
from lakeflow.compiler.calls import sns
from lakeflow.compiler.calls.call import Surroundings
from lakeflow.compiler.emit import Context
from lakeflow.dsl.expressions import ContextField, Source
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.tasks.sns import Notify

# An SNS message holds 256 KiB; a cause may hold as much by itself.
_LONGEST_CAUSE = 10_000

_MESSAGE = (
    '{% $string({"pipeline": PIPELINE, "execution": $states.context.Execution.Name, "error": $failure.Error, '
    f'"cause": $substring($failure.Cause, 0, {_LONGEST_CAUSE}), '
    '"input": $states.context.Execution.Input}, true) %}'
)


def guarded(
    pipeline: Pipeline, notify: Notify, entry: str, states: dict[str, State], context: Context
) -> tuple[str, dict[str, State]]:
    """Return a machine that runs the states, and on any error publishes it and fails with it.

    The Fail state comes last whatever happens to the message: no failed run ends well.
    """
    steps, failed = f"{pipeline.name}.steps", f"{pipeline.name}.failed"
    context.origins[notify.name] = notify.location
    return steps, {
        steps: Parallel(
            branches=(Branch(start_at=entry, states=states),),
            catch=(
                Catcher(
                    error_equals=("States.ALL",), assign={"failure": "{% $states.errorOutput %}"}, next=notify.name
                ),
            ),
            output="{% $states.result[0] %}",
        ),
        notify.name: Task(
            resource=context.target.integration("sns:publish"),
            arguments=_arguments(pipeline, notify, context),
            timeout_seconds=context.resilience.timeout_seconds(notify),
            retry=context.resilience.retriers(notify),
            catch=(Catcher(error_equals=("States.ALL",), next=failed),),
            next=failed,
        ),
        failed: Fail(error="{% $failure.Error %}", cause="{% $failure.Cause %}"),
    }


def _arguments(pipeline: Pipeline, notify: Notify, context: Context) -> dict[str, Json]:
    call = sns.call(notify, Surroundings(context.target, _only_execution, context.read_source))
    assert isinstance(call.arguments, dict)
    arguments: dict[str, Json] = {"Subject": f"{pipeline.name} failed"[:100], **call.arguments}
    if notify.message is None:
        arguments["Message"] = _MESSAGE.replace("PIPELINE", f'"{pipeline.name}"')
    return arguments


def _only_execution(source: Source) -> str:
    """Return the place of an execution's field: after a failure nothing else is certain to be there."""
    assert isinstance(source, ContextField)  # the check makes sure
    return f"$states.context.{source.path}"
