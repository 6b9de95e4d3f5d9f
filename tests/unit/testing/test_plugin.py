"""The plugin as pytest runs it, in a process of its own where that matters."""

import json
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

TESTS = """
from lakeflow.testing import raises, returns

DATE = {"date": "2024-01-01"}

def test_plenty(lakeflow):
    mocks = {"found": returns({"items": [1, 2]}), "one": returns({"size": 1})}
    run = lakeflow.run("pipelines/small.py", DATE, mocks=mocks)
    assert run.history.matches_snapshot()

def test_fails(lakeflow):
    run = lakeflow.run("pipelines/small.py", DATE, mocks={"found": [raises("Busy"), raises("Boom")]})
    assert run.succeeded
"""


@pytest.fixture
def inner(project: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A pytest session of the project; whatever else is installed stays out of it."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.chdir(project)
    (project / "tests").mkdir()
    (project / "tests" / "test_small.py").write_text(TESTS, encoding="utf-8")
    (project / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return pytester


def run(inner: pytest.Pytester, project: Path, *arguments: str) -> pytest.RunResult:
    common = ("-p", "lakeflow.testing.plugin", "--rootdir", str(project), "--import-mode=importlib")
    return inner.runpytest_inprocess(*common, str(project / "tests"), *arguments)


def test_a_mistake_in_a_test_is_shown_at_its_line_with_what_to_do(inner: pytest.Pytester, project: Path) -> None:
    mistaken = """
from lakeflow.testing import succeeds

def test_mistaken(lakeflow):
    lakeflow.run("pipelines/small.py", {"date": "2024-01-01"}, mocks={"fund": succeeds()})
"""
    (project / "tests" / "test_small.py").write_text(mistaken, encoding="utf-8")
    result = run(inner, project)
    result.stdout.fnmatch_lines(["E * a mock is given for what is no task: 'fund'", "E *hint: did you mean found?"])
    result.stdout.no_fnmatch_line("*scripts.py*")


def test_a_failing_test_shows_how_its_runs_went(inner: pytest.Pytester, project: Path) -> None:
    result = run(inner, project, "-k", "fails")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(
        [
            "*lakeflow run 1*",
            "small FAILED after * s: Boom",
            "  path: found (failed Boom)",
            "    declared at pipelines/small.py:7:13",
        ]
    )


def test_a_snapshot_is_written_when_asked_for_and_compared_from_then_on(inner: pytest.Pytester, project: Path) -> None:
    file = project / "tests" / "__snapshots__" / "test_small" / "test_plenty.txt"
    result = run(inner, project, "-k", "plenty")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["*there is no snapshot*", "*--lakeflow-update writes it*"])
    assert not file.exists()

    run(inner, project, "-k", "plenty", "--lakeflow-update").assert_outcomes(passed=1, deselected=1)
    run(inner, project, "-k", "plenty").assert_outcomes(passed=1, deselected=1)

    kept = file.read_text(encoding="utf-8")
    assert kept.startswith("lakeflow execution history, version 1\n0s ExecutionStarted\n")
    assert "0s each: MapStateExited\n    output: [1, 1]\n" in kept
    file.write_text(kept.replace("[1, 1]", "[1, 2]"), encoding="utf-8")
    result = run(inner, project, "-k", "plenty")
    result.stdout.fnmatch_lines(["*-    output: [[]1, 2]", "*+    output: [[]1, 1]"])
    result.stdout.no_fnmatch_line("*lakeflow/testing/*")


def test_coverage_names_what_no_test_entered_with_its_line(inner: pytest.Pytester, project: Path) -> None:
    result = run(inner, project, "-k", "fails", "--lakeflow-cov")
    result.stdout.fnmatch_lines(
        [
            "*lakeflow coverage*",
            "pipeline * states * branches * catchers * retriers * cover",
            "small *1/6 *0/2 *0/0 *1/*",
            "small: no test entered",
            "  pipelines/small.py:8: state each",
            "  pipelines/small.py:9: state one",
            "  pipelines/small.py:11: state enough",
            "  pipelines/small.py:11: branch enough -> TooFew",
            "  pipelines/small.py:11: branch enough -> plenty",
        ]
    )


def test_coverage_can_be_required_and_written_as_json(inner: pytest.Pytester, project: Path) -> None:
    file = project / "coverage.json"
    run(inner, project, "-k", "plenty", "--lakeflow-update")
    result = run(inner, project, "-k", "plenty", "--lakeflow-cov-fail-under", "90", "--lakeflow-cov-json", str(file))
    result.assert_outcomes(passed=1, deselected=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["coverage 75.00%: the required 90% is NOT reached"])
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["percent"] == 75.0
    counts = {item["label"]: item["count"] for item in found["pipelines"][0]["items"] if item["kind"] != "retrier"}
    assert counts == {
        "found": 1, "each": 1, "one": 2, "enough": 1, "plenty": 1, "TooFew": 0,
        "enough -> TooFew": 0, "enough -> plenty": 1,
    }  # fmt: skip
    result = run(inner, project, "-k", "plenty", "--lakeflow-cov-fail-under", "75")
    assert result.ret == pytest.ExitCode.OK


def test_a_pipeline_that_no_test_ran_counts_as_uncovered(inner: pytest.Pytester, project: Path) -> None:
    other = "from lakeflow import Pipeline, Wait\nwith Pipeline('other') as other:\n    Wait('pause', seconds=1)\n"
    (project / "pipelines" / "other.py").write_text(other, encoding="utf-8")
    result = run(inner, project, "-k", "fails", "--lakeflow-cov")
    result.stdout.fnmatch_lines(["other *0/1 *0%", "other: no test entered", "  pipelines/other.py:3: state pause"])


def test_without_its_options_the_plugin_prints_nothing(inner: pytest.Pytester, project: Path) -> None:
    result = run(inner, project, "-k", "plenty", "--lakeflow-update")
    result.stdout.no_fnmatch_line("*coverage*")


def test_workers_of_xdist_measure_together(inner: pytest.Pytester, project: Path) -> None:
    pytest.importorskip("xdist")
    arguments = ("-p", "xdist", "-p", "lakeflow.testing.plugin", "--rootdir", str(project), "-n", "2")
    result = inner.runpytest_subprocess(
        *arguments, str(project / "tests"), "--lakeflow-update", "--lakeflow-cov", timeout=60
    )
    result.stdout.fnmatch_lines(["small *5/6 *1/2 *1/*"])
