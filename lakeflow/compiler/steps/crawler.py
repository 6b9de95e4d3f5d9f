"""A Crawler step: start it, then ask how it is until it is ready."""

from lakeflow.asl.states import Choice, ChoiceRule, Fail, Json, Retrier, State, Task, Wait
from lakeflow.compiler.calls import crawler
from lakeflow.compiler.calls.call import RESULT
from lakeflow.compiler.emit import Emitted, Emitter, Flow, Held
from lakeflow.compiler.liveness import Key, Kind
from lakeflow.compiler.steps import task
from lakeflow.dsl.tasks.crawler import Crawler

_CAUSE = (
    "{% $exists($states.input.last.ErrorMessage) ? $states.input.last.ErrorMessage : "
    '"the crawl ended as " & $states.input.last.Status %}'
)


def emit(emitter: Emitter, step: Crawler, flow: Flow) -> Emitted:
    """Return the states that start a crawler, and those that wait for it; how often they asked goes along as input."""
    if not step.wait:
        return task.emit(emitter, step, flow)
    waiting, asking, judging = f"{step.name}.wait", f"{step.name}.state", f"{step.name}.ready"
    after = emitter.entry(step, None, flow)
    states: dict[str, State] = {
        step.name: _start(emitter, step, waiting),
        waiting: Wait(seconds=step.poll, next=asking),
        asking: _ask(emitter, step, judging),
        judging: _judge(emitter, step, waiting, after.entry),
        f"{step.name}.failed": Fail(error="Glue.CrawlFailed", cause=_CAUSE),
        f"{step.name}.late": Fail(error="Glue.CrawlTimedOut", cause=f"not ready after {_longest(step)} seconds"),
    }
    for name in states:
        emitter.context.origins[name] = step.location
    return Emitted(step.name, {**states, **after.states})


def _start(emitter: Emitter, step: Crawler, waiting: str) -> Task:
    call = crawler.call(step, emitter.around)
    # Someone else's crawl must end before ours can start: what ours is to find may have come after that one looked.
    running = Retrier(
        error_equals=("Glue.CrawlerRunningException", "Glue.CrawlerStoppingException"),
        interval_seconds=step.poll,
        max_attempts=_most_asked(step),
        backoff_rate=1.0,
    )
    return Task(
        comment=step.comment or None,
        resource=call.resource,
        arguments=call.arguments,
        timeout_seconds=call.timeout_seconds,
        retry=(running, *emitter.context.resilience.retriers(step)),
        output={"asked": 0},
        next=waiting,
    )


def _ask(emitter: Emitter, step: Crawler, judging: str) -> Task:
    call = crawler.state(step, emitter.around)
    output: dict[str, Json] = {
        "asked": "{% $states.input.asked + 1 %}",
        "state": f"{{% {RESULT}.Crawler.State %}}",
        "last": f"{{% $exists({RESULT}.Crawler.LastCrawl) ? {RESULT}.Crawler.LastCrawl : {{}} %}}",
    }
    return Task(
        resource=call.resource,
        arguments=call.arguments,
        timeout_seconds=call.timeout_seconds,
        retry=emitter.context.resilience.retriers(step),
        output=output,
        next=judging,
    )


def _judge(emitter: Emitter, step: Crawler, waiting: str, after: str) -> Choice:
    ready = '$states.input.state = "READY"'
    value = emitter.ending(Flow(next=after), {Key(step, Kind.OUTPUT): Held("$states.input.last")})
    done = f'{{% {ready} and $states.input.last.Status = "SUCCEEDED" %}}'
    late = f"{{% $states.input.asked >= {_most_asked(step)} %}}"
    return Choice(
        choices=(
            ChoiceRule(condition=done, assign=value.assign, next=after),
            ChoiceRule(condition=f"{{% {ready} %}}", next=f"{step.name}.failed"),
            ChoiceRule(condition=late, next=f"{step.name}.late"),
        ),
        default=waiting,
    )


def _most_asked(step: Crawler) -> int:
    return max(1, _longest(step) // step.poll)


def _longest(step: Crawler) -> int:
    return step.timeout or step.longest
