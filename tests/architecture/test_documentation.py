"""Documentation that runs: every Python block compiles, every docstring example holds, every link leads somewhere."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest

import lakeflow
from lakeflow.compiler.driver import compile_pipeline
from lakeflow.dsl.pipeline import Pipeline
from lakeflow.mocks.mock_file import parse_mocks
from lakeflow.project import Project
from lakeflow.testing import Kit
from lakeflow.testing.snapshots import Snapshots
from tests.targets import TARGET

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCKS = [
    (page, number, block)
    for page in PAGES
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))
]
# Modules that are programs of their own, or that need Spark's process around them.
PROGRAMS = ("lakeflow.local.glue_runtime", "lakeflow.local.spark.server", "lakeflow.local.lambda_runtime")
MODULES = [
    module.name
    for module in pkgutil.walk_packages(lakeflow.__path__, "lakeflow.")
    if not module.name.startswith(PROGRAMS)
]


@pytest.mark.parametrize(
    ("page", "number", "block"), BLOCKS, ids=[f"{page.name}-{number}" for page, number, _ in BLOCKS]
)
def test_a_python_block_declares_pipelines_that_compile_or_tests_that_pass(
    page: Path, number: int, block: str, tmp_path: Path
) -> None:
    namespace: dict[str, Any] = {}
    exec(compile(block, f"{page.name}-{number}", "exec"), namespace)
    pipelines = [value for value in namespace.values() if isinstance(value, Pipeline)]
    tests = [value for name, value in namespace.items() if name.startswith("test_")]
    assert pipelines or tests
    for pipeline in pipelines:
        assert compile_pipeline(pipeline, TARGET, Project(ROOT).read_source).machine.states
    for test in tests:
        test(Kit(ROOT, Snapshots(tmp_path, test.__name__, update=True)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_yaml_block_is_a_file_of_mocks_for_the_reference_pipeline(page: Path) -> None:
    yaml = pytest.importorskip("yaml")
    for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        run = Kit(ROOT).run(
            "pipelines/ecommerce.py", {"date": "2024-01-01"}, mocks=parse_mocks(yaml.safe_load(block), page.name)
        )
        assert run.succeeded, run.describe()


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_hold(name: str) -> None:
    failures, _ = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert failures == 0


@pytest.mark.parametrize("name", lakeflow.__all__)
def test_every_public_name_has_an_example(name: str) -> None:
    documented = getattr(lakeflow, name)
    if name == "Step":  # the kind of all others; nobody makes one
        return
    assert ">>>" in (documented.__doc__ or "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_diagnostic_code_is_explained_and_every_explained_code_exists() -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "lakeflow").rglob("*.py"))
    raised = set(re.findall(r'"(LF\d{3})"', sources))
    pages = "".join(page.read_text("utf-8") for page in (ROOT / "docs/reference").glob("*diagnostics.md"))
    explained = re.findall(r"^## (LF\d{3})", pages, re.MULTILINE)
    assert raised == set(explained)
    assert len(explained) == len(set(explained))
