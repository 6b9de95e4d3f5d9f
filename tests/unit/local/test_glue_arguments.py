"""getResolvedOptions as Glue 5 has it: argparse over argv, every listed option required."""

import argparse
import importlib.util
import types
from pathlib import Path

import pytest

import lakeflow.local
from lakeflow.local.glue import chained_conf, merged_arguments

SOURCE = Path(lakeflow.local.__file__).parent / "glue_runtime" / "awsglue" / "utils.py"
BOOKMARK = {"job_bookmark_option": "job-bookmark-disable"}


@pytest.fixture(scope="module")
def utils() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("awsglue_utils", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CASES = [
    (["--table", "orders"], ["table"], {"table": "orders"}),
    (["--table=orders"], ["table"], {"table": "orders"}),
    (["--table", "a", "--table", "b"], ["table"], {"table": "b"}),
    (["--bucket-name", "x"], ["bucket-name"], {"bucket_name": "x"}),
    (["--table", "orders", "--unlisted", "1"], ["table"], {"table": "orders"}),
    (["--tab", "orders"], ["table"], {"table": "orders"}),
    (["--date", "2025-04-01", "--JOB_NAME", "j"], ["JOB_NAME", "date"], {"date": "2025-04-01", "JOB_NAME": "j"}),
    (["--n", "007"], ["n"], {"n": "007"}),
    (["--empty", ""], ["empty"], {"empty": ""}),
    (["--negative", "-5"], ["negative"], {"negative": "-5"}),
    (["--JOB_RUN_ID", "jr_1"], [], {"JOB_RUN_ID": "jr_1"}),
    (["--TempDir", "s3://t"], ["TempDir"], {"TempDir": "s3://t"}),
    (["--job-bookmark-option", "job-bookmark-enable"], [], {"job_bookmark_option": "job-bookmark-enable"}),
    ([], [], BOOKMARK),
]


@pytest.mark.parametrize(("arguments", "options", "expected"), CASES)
def test_options_resolve_as_on_glue(
    utils: types.ModuleType, arguments: list[str], options: list[str], expected: dict[str, str]
) -> None:
    resolved = utils.getResolvedOptions(["script.py", *arguments], options)
    assert expected.items() <= resolved.items()
    assert "job_bookmark_option" in resolved


@pytest.mark.parametrize(
    ("arguments", "options"),
    [([], ["table"]), (["--table"], ["table"]), (["table", "x"], ["table"]), (["--job-bookmark-option", "maybe"], [])],
)
def test_a_missing_or_wrong_value_is_a_glue_argument_error(
    utils: types.ModuleType, arguments: list[str], options: list[str]
) -> None:
    with pytest.raises(utils.GlueArgumentError):
        utils.getResolvedOptions(["script.py", *arguments], options)


@pytest.mark.parametrize("name", ["JOB_RUN_ID", "JOB_ID", "SECURITY_CONFIGURATION", "encryption-type"])
def test_glues_own_options_cannot_be_listed(utils: types.ModuleType, name: str) -> None:
    with pytest.raises(argparse.ArgumentError):
        utils.getResolvedOptions(["script.py", f"--{name}", "x"], [name])


def test_a_runs_arguments_win_over_the_jobs_and_keys_need_two_dashes() -> None:
    merged = merged_arguments({"--lake_root": "a", "--table": "x", "conf": "no"}, {"--table": "y", "date": "ignored"})
    assert merged == {"--lake_root": "a", "--table": "y"}


def test_one_conf_argument_chains_several_settings() -> None:
    assert chained_conf("a.b=1 --conf c.d=x=y --conf e=") == {"a.b": "1", "c.d": "x=y", "e": ""}
    assert chained_conf("") == {}
