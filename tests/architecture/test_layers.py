"""The architecture's promises that a linter can see: what imports what, and what a command loads."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import lakeflow

ROOT = Path(__file__).parents[2]
HEAVY = ("boto3", "botocore", "pyspark", "delta", "duckdb", "deltalake", "pyarrow", "sqlglot", "numpy", "pandas")


def loaded_by(code: str) -> set[str]:
    printed = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n', *sys.modules, file=sys.stderr)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(printed.stderr.split())


def test_every_public_name_is_found_in_its_home_and_nowhere_else() -> None:
    homes = ["fn", *(name for names in lakeflow._HOMES.values() for name in names)]
    assert sorted(homes) == sorted(lakeflow.__all__) == dir(lakeflow)
    for module, names in lakeflow._HOMES.items():
        for name in names:
            assert getattr(lakeflow, name).__module__ == f"lakeflow.dsl.{module}"


def test_a_type_checker_finds_the_public_names_where_python_does() -> None:
    source = ast.parse(Path(lakeflow.__file__).read_text(encoding="utf-8"))
    written = {
        node.module.removeprefix("lakeflow.dsl."): tuple(alias.name for alias in node.names)
        for node in ast.walk(source)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("lakeflow.dsl.")
    }
    assert written == lakeflow._HOMES


@pytest.mark.parametrize("arguments", [["--help"], ["render", "pipelines/ecommerce.py"], ["validate"]])
def test_a_light_command_loads_nothing_heavy(arguments: list[str]) -> None:
    command = (
        f"import sys\nsys.argv[1:] = {arguments!r}\nfrom cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code"
    )
    assert not loaded_by(command) & set(HEAVY)


def test_rendering_again_does_without_pydantic() -> None:
    command = "import sys\nsys.argv[1:] = ['render', 'pipelines/ecommerce.py']\nfrom cli import main\n"
    command += "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code"
    loaded_by(command)
    assert not loaded_by(command) & {"pydantic", "pydantic_core", "tomllib", "rich", "asyncio"}


def test_importing_the_language_loads_neither_pydantic_nor_typer() -> None:
    assert not loaded_by("import lakeflow") & {"pydantic", "typer", "rich", "jsonata", "asyncio", *HEAVY}


def test_jobs_import_nothing_of_lakeflow_and_lakeflow_nothing_of_the_jobs() -> None:
    jobs = [file for file in (ROOT / "jobs").rglob("*.py") if "lakeflow" in imported(file)]
    assert jobs == []
    library = [
        file for file in (ROOT / "lakeflow").rglob("*.py") if imported(file) & {"lakehouse", "jobs", "pipelines"}
    ]
    assert library == []


def imported(file: Path) -> set[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    words = [line.split() for line in lines if line.lstrip().startswith(("import ", "from "))]
    return {line[1].split(".")[0] for line in words if len(line) > 1}


def test_imports_point_down() -> None:
    checked = subprocess.run(["lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
