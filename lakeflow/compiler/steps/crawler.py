"""A Crawler step: start it, then ask how it is until it is ready."""

from lakeflow.asl.states import Choice, ChoiceRule, Fail, Json, Retrier, State, Task, Wait
from lakeflow.compiler.calls import crawler
from lakeflow.compiler.calls.call import RESULT
from lakeflow.compiler.emit import Emitted, Emitter, Flow, Held
from lakeflow.compiler.liveness import Key, Kind
from lakeflow.compiler.steps import task
from lakeflow.dsl.tasks.crawler import Crawler

_MOST_ATTEMPTS = 99_999_999
"""https://states-language.net/#errors: the greatest MaxAttempts."""

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
    }
    longest = _longest(step)
    if longest is not None:
        states[f"{step.name}.late"] = Fail(error="Glue.CrawlTimedOut", cause=f"not ready after {longest} seconds")
    for name in states:
        emitter.context.origins[name] = step.location
    return Emitted(step.name, {**states, **after.states})


def _start(emitter: Emitter, step: Crawler, waiting: str) -> Task:
    call = crawler.call(step, emitter.around)
    # Someone else's crawl must end before ours can start: what ours is to find may have come after that one looked.
    running = Retrier(
        error_equals=("Glue.CrawlerRunningException", "Glue.CrawlerStoppingException"),
        interval_seconds=step.poll,
        max_attempts=_most_asked(step) or _MOST_ATTEMPTS,
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
    rules = [
        ChoiceRule(condition=done, assign=value.assign, next=after),
        ChoiceRule(condition=f"{{% {ready} %}}", next=f"{step.name}.failed"),
    ]
    most = _most_asked(step)
    if most is not None:
        rules.append(ChoiceRule(condition=f"{{% $states.input.asked >= {most} %}}", next=f"{step.name}.late"))
    return Choice(choices=tuple(rules), default=waiting)


def _most_asked(step: Crawler) -> int | None:
    """Return how often a crawler is asked at most; None where it may take for ever."""
    longest = _longest(step)
    return None if longest is None else max(1, longest // step.poll)


def _longest(step: Crawler) -> int | None:
    return None if step.timeout == "never" else step.timeout or step.longest
