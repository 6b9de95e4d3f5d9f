"""Executions recorded on AWS, run here: same status, output, error, cause and history.

The recordings lie beside the repository, not in it; without them these tests are skipped.
"""

from collections import Counter

import pytest

from lakeflow.errors import LakeflowError
from tests.conformance.recordings import (
    RECORDINGS,
    comparison,
    end_differences,
    execute,
    families,
    history_differences,
    recordings,
)

pytestmark = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not on this machine")


def test_recorded_executions_end_and_tell_what_they_did_on_aws(capsys: pytest.CaptureFixture[str]) -> None:
    tools = comparison()
    total, ended, recorded, told = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    misses = []
    for case in recordings():
        groups = ["all", *families(case)]
        total.update(groups)
        has_history = bool(case["expected"].get("history"))
        recorded.update(groups if has_history else ())
        try:
            outcome = execute(case)
        except LakeflowError as error:
            misses.append(f"{case['id']}: refused: {error}")
            continue
        differences = end_differences(tools, case, outcome)
        ended.update(() if differences else groups)
        misses += [f"{case['id']}: {difference}" for difference in differences]
        if has_history:
            events = history_differences(tools, case, outcome)
            told.update(() if events else groups)
            misses += [f"{case['id']}: history {difference}" for difference in events[:3]]
    with capsys.disabled():
        print()  # noqa: T201  the table and the misses are worth seeing
        for group in total:
            history = f", history {told[group]}/{recorded[group]}" if recorded[group] else ""
            print(f"{group:20} end {ended[group]}/{total[group]}{history}")  # noqa: T201
        print("\n".join(misses))  # noqa: T201
    assert total["all"] > 500
    for group in total:
        assert ended[group] >= 0.99 * total[group], group
    assert told["all"] >= 0.95 * recorded["all"]
