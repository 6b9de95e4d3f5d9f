"""Wait: let time pass, for some seconds or until a moment."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from lakeflow.asl import states as asl
from lakeflow.asl.states import Json
from lakeflow.asl.template import CompiledTemplate, compact, compile_template
from lakeflow.errors import InvalidStateMachineError
from lakeflow.interpreter.ending import Ending, compile_ending
from lakeflow.interpreter.region import Transition, Visit

_TIMESTAMP: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:[Zz]|([+-]\d{2}:\d{2}))", re.ASCII
)


@dataclass(frozen=True, slots=True)
class RunnableWait:
    """A Wait state with either Seconds or Timestamp."""

    kind: ClassVar[str] = "Wait"
    can_retry: ClassVar[bool] = False
    seconds: CompiledTemplate | None
    timestamp: CompiledTemplate | None
    ending: Ending

    async def run(self, visit: Visit) -> Transition:
        """Let the time pass; Assign and Output are evaluated afterwards. Raises StateFailed."""
        seconds = self._seconds(visit)
        if seconds > 0:
            await visit.scope.runtime.clock.sleep(seconds)
        return self.ending.transition(visit, visit.input)

    def _seconds(self, visit: Visit) -> float:
        bindings = visit.bindings()
        if self.seconds is not None:
            seconds = visit.evaluate(self.seconds, bindings)
            return _whole_seconds(visit, seconds)
        assert self.timestamp is not None  # the compiler of the state made sure
        text = visit.evaluate(self.timestamp, bindings)
        moment = parse_timestamp(text) if isinstance(text, str) else None
        if moment is None:
            written = text if isinstance(text, str) else compact(text)
            raise _refused(
                visit,
                "Timestamp",
                f"cannot be parsed as an ISO-8601 extended offset date-time format string: {written}",
            )
        return (moment - visit.scope.runtime.clock.now()).total_seconds()


def parse_timestamp(text: str) -> datetime | None:
    """Return the moment, or None where Step Functions would not take the text.

    It takes RFC 3339 with ``T`` and an offset; seconds may be left out, fractions have up to nine digits.
    """
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        return None
    date, minutes, seconds, fraction, offset = match.groups()
    microseconds = (fraction or "0").ljust(6, "0")[:6]
    try:
        return datetime.fromisoformat(f"{date}T{minutes}:{seconds or '00'}.{microseconds}{offset or '+00:00'}")
    except ValueError:
        return None


def compile_wait(state: asl.Wait) -> RunnableWait:
    """Parse the state's expressions.

    Raises:
        TemplateError: an expression does not parse.
        InvalidStateMachineError: the state has not exactly one of Seconds and Timestamp.

    """
    if (state.seconds is None) == (state.timestamp is None):
        raise InvalidStateMachineError("A Wait needs either Seconds or Timestamp.")
    return RunnableWait(
        seconds=None if state.seconds is None else compile_template(state.seconds, "Seconds", expects="number"),
        timestamp=None if state.timestamp is None else compile_template(state.timestamp, "Timestamp", expects="string"),
        ending=compile_ending(state.assign, state.output, state.next),
    )


def _whole_seconds(visit: Visit, seconds: Json) -> float:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or seconds != int(seconds):
        raise _refused(visit, "Seconds", f"cannot be parsed as a long value: {compact(seconds)}")
    if seconds < 0:
        raise _refused(visit, "Seconds", f"references a negative value: {compact(seconds)}")
    return seconds


def _refused(visit: Visit, field: str, problem: str) -> Exception:
    # Unlike other failed expressions, AWS records this one after the state's entry.
    visit.previous_event_id = visit.entered_event_id
    return visit.evaluation_failed(f"The {field} field {problem}", field)
