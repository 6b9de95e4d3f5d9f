"""The pytest plugin: the fixture ``lakeflow``, snapshots and coverage; it loads the kit when a test asks for it."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lakeflow.testing.coverage import Coverage
    from lakeflow.testing.kit import Kit
    from lakeflow.testing.run import Run

_RUNS = pytest.StashKey["list[Run]"]()
_COVERAGE = pytest.StashKey["Coverage"]()
_LOADED = pytest.StashKey[dict[Any, Any]]()
_OUTPUT = "lakeflow_coverage"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("lakeflow", "AWS pipelines written with lakeflow")
    group.addoption("--lakeflow-update", action="store_true", help="rewrite the snapshots of execution histories")
    group.addoption("--lakeflow-cov", action="store_true", help="report states and branches that no test entered")
    group.addoption(
        "--lakeflow-cov-fail-under", type=float, metavar="MIN", help="fail below this percentage; measures coverage"
    )
    group.addoption("--lakeflow-cov-json", type=Path, metavar="FILE", help="write the coverage as JSON; measures it")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to measure, if asked to."""
    asked = ("--lakeflow-cov", "--lakeflow-cov-fail-under", "--lakeflow-cov-json")
    if any(config.getoption(name) not in (None, False) for name in asked):
        from lakeflow.testing.coverage import Coverage

        config.stash[_COVERAGE] = Coverage()


@pytest.fixture
def lakeflow(request: pytest.FixtureRequest) -> "Kit":
    """Run pipelines of this project in virtual time, their tasks mocked; see ``lakeflow.testing``."""
    from lakeflow.testing.kit import Kit
    from lakeflow.testing.snapshots import Snapshots, file_stem

    runs = request.node.stash.setdefault(_RUNS, [])
    coverage = request.config.stash.get(_COVERAGE, None)

    def observed(run: "Run") -> None:
        runs.append(run)
        if coverage is not None:
            coverage.add(run)

    here = request.path.parent
    snapshots = Snapshots(
        folder=here / "__snapshots__" / request.path.stem,
        stem=file_stem(request.node.name),
        update=bool(request.config.getoption("--lakeflow-update")),
    )
    return Kit(here, snapshots, observed, request.config.stash.setdefault(_LOADED, {}))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell, under a test that failed, how its runs went."""
    report = yield
    if report.when == "call" and report.failed and _RUNS in item.stash:
        runs = item.stash[_RUNS]
        for number, run in enumerate(runs, 1):
            report.sections.append((f"lakeflow run {number}", run.describe()))
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand a worker's coverage to the session that started it; fail that one below the minimum."""
    coverage = session.config.stash.get(_COVERAGE, None)
    if coverage is None:
        return
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_OUTPUT] = coverage.to_json()
        return
    _know_untested(session.config, coverage)
    minimum = session.config.getoption("--lakeflow-cov-fail-under")
    if minimum is not None and coverage.percent < minimum and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    file = session.config.getoption("--lakeflow-cov-json")
    if file is not None:
        file.write_text(json.dumps(coverage.to_json(), indent=2) + "\n", encoding="utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take in the coverage of one of pytest-xdist's workers."""
    coverage = node.config.stash.get(_COVERAGE, None)
    if coverage is not None and _OUTPUT in getattr(node, "workeroutput", {}):
        coverage.merge(node.workeroutput[_OUTPUT])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the coverage."""
    coverage = config.stash.get(_COVERAGE, None)
    if coverage is not None:
        from lakeflow.testing.coverage_report import report

        minimum = config.getoption("--lakeflow-cov-fail-under")
        terminalreporter.section("lakeflow coverage")
        for line in report(coverage, minimum):
            terminalreporter.line(line)


def _know_untested(config: pytest.Config, coverage: "Coverage") -> None:
    """Add the project's pipelines that no test ran."""
    from lakeflow.errors import LakeflowError
    from lakeflow.testing.untested import untested

    try:
        pipelines = list(untested(config.rootpath, coverage))
    except LakeflowError:
        # Outside a project, or with a pipeline that does not compile: that is for validate to tell.
        return
    for pipeline in pipelines:
        coverage.know(pipeline)
