"""What tests of pipelines need: a clock on which waiting costs nothing, and executors that answer what they are told.

::

    clock = FakeClock()
    executor = FakeExecutor({"find_files": [{"count": 3}], "load": [TaskFailed("Boom"), After(90, {})]}, clock=clock)
    observer = RecordingObserver()
    result = clock.run(interpret(machine, {}, executor=executor, clock=clock, observer=observer, ...))
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lakeflow.testing.clock import FakeClock
    from lakeflow.testing.executor import After, Answer, FakeExecutor
    from lakeflow.testing.observer import RecordingObserver

__all__ = ["After", "Answer", "FakeClock", "FakeExecutor", "RecordingObserver"]

_MODULES = {
    "After": "executor",
    "Answer": "executor",
    "FakeClock": "clock",
    "FakeExecutor": "executor",
    "RecordingObserver": "observer",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: pytest imports this package at each start, for its plugin."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
