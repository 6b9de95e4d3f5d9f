"""The test kit: run a pipeline in virtual time with mocked steps, and ask what it did.

::

    from lakeflow.testing import raises, returns, succeeds

    def test_a_throttled_job_is_retried(lakeflow):
        run = lakeflow.run(
            "pipelines/ecommerce.py",
            params={"date": "2024-01-01"},
            mocks={
                "find_files": returns({"count": 3, "files": []}),
                "bronze_orders": [raises("Glue.ThrottlingException"), succeeds(after="2m")],
                "*": succeeds(),
            },
        )
        assert run.succeeded
        assert len(run.retries("bronze_orders")) == 1

``lakeflow`` is a pytest fixture; without pytest, it is ``Kit(folder)``. The fakes below it (FakeClock, FakeExecutor,
RecordingObserver) run a bare machine.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lakeflow.mocks.answers import never_ends, raises, responds, returns, rows, succeeds
    from lakeflow.testing.clock import FakeClock
    from lakeflow.testing.executor import After, Answer, FakeExecutor
    from lakeflow.testing.history import History
    from lakeflow.testing.kit import Kit
    from lakeflow.testing.mocks import mock_file, recorded
    from lakeflow.testing.observer import RecordingObserver
    from lakeflow.testing.one_state import test_state
    from lakeflow.testing.run import Retried, Run, StepNotEntered

__all__ = [
    "After",
    "Answer",
    "FakeClock",
    "FakeExecutor",
    "History",
    "Kit",
    "RecordingObserver",
    "Retried",
    "Run",
    "StepNotEntered",
    "mock_file",
    "never_ends",
    "raises",
    "recorded",
    "responds",
    "returns",
    "rows",
    "succeeds",
    "test_state",
]

_MODULES = {
    "lakeflow.mocks.answers": ("never_ends", "raises", "responds", "returns", "rows", "succeeds"),
    "lakeflow.testing.clock": ("FakeClock",),
    "lakeflow.testing.executor": ("After", "Answer", "FakeExecutor"),
    "lakeflow.testing.history": ("History",),
    "lakeflow.testing.kit": ("Kit",),
    "lakeflow.testing.mocks": ("mock_file", "recorded"),
    "lakeflow.testing.one_state": ("test_state",),
    "lakeflow.testing.observer": ("RecordingObserver",),
    "lakeflow.testing.run": ("Retried", "Run", "StepNotEntered"),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: pytest imports this package at each start, for its plugin."""
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
