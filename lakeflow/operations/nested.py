"""The pipelines that a pipeline starts by RunPipeline: a local run interprets them too."""

from collections.abc import Collection, Iterator, Mapping

from lakeflow.dsl.pipeline import Pipeline
from lakeflow.dsl.tasks.sns import is_arn
from lakeflow.dsl.tasks.states import RunPipeline
from lakeflow.operations.compiling import CompiledPipeline, choose, compile_object
from lakeflow.operations.soundness import must_be_sound
from lakeflow.project import Project


def nested_pipelines(
    project: Project, chosen: CompiledPipeline, mocked: Collection[str]
) -> Mapping[str, CompiledPipeline]:
    """Return what a pipeline's steps start, and what that starts in turn, by the ARN of the state machine.

    Steps that are ``mocked`` start nothing, and what is named by an ARN is somebody else's.

    Raises:
        ProjectError: there is no pipeline of a name.
        InvalidPipelineError: one of them is wrong.

    """
    found: dict[str, CompiledPipeline] = {}
    ahead = [step for step in _starts(chosen.pipeline) if step.name not in mocked]
    while ahead:
        given = ahead.pop().pipeline
        name = given if isinstance(given, str) else given.name
        arn = chosen.target.arn("states", f"stateMachine:{chosen.target.name(name)}")
        if is_arn(name) or arn in found:
            continue
        found[arn] = nested = _compiled(project, given, chosen.target.environment)
        must_be_sound(project, nested)
        ahead += _starts(nested.pipeline)
    return found


def _starts(pipeline: Pipeline) -> Iterator[RunPipeline]:
    return (step for step in pipeline.steps() if isinstance(step, RunPipeline))


def _compiled(project: Project, given: Pipeline | str, environment: str) -> CompiledPipeline:
    if isinstance(given, str):
        return choose(project, environment, given)
    return compile_object(project, given, environment)
