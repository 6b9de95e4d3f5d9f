"""Settings as a person writes them: what is wrong is named, and what is right is checked once."""

import shutil
from pathlib import Path

import pytest

from lakeflow.configuration import load_settings
from lakeflow.errors import SettingsError
from lakeflow.project import Project

CONFIG = Path(__file__).parents[2] / "config"
EVERY_KIND_OF_VALUE = """
tags = { team = "shop" }
[lake]
expire = { "archive/" = 90 }
[alarms]
emails = ["ops@example.com"]
[existing]
buckets = ["one", "two"]
roles = { "shop-staging-load" = "arn:aws:iam::222222222222:role/load" }
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    shutil.copytree(CONFIG, tmp_path / "config")
    with (tmp_path / "config/base.toml").open("a", encoding="utf-8") as base:
        base.write('\n[lake]\nroot = "s3://lake"\n')
    (tmp_path / "config/full.toml").write_text(EVERY_KIND_OF_VALUE, encoding="utf-8")
    return Project(tmp_path)


@pytest.mark.parametrize("environment", ["local", "dev", "staging", "prod", "sandbox", "full"])
def test_what_is_remembered_is_what_was_checked(project: Project, environment: str) -> None:
    checked = load_settings(project, environment)
    assert list((project.state / "settings").iterdir()) == [project.state / f"settings/{environment}.json"]
    assert load_settings(project, environment) == checked


def test_a_remembered_file_that_changes_is_checked_again(project: Project) -> None:
    load_settings(project, "staging")
    own = project.root / "config/staging.toml"
    own.write_text(own.read_text(encoding="utf-8").replace("= 90", "= 30"), encoding="utf-8")
    assert load_settings(project, "staging").lake.expire == {"archive/": 30}
    with (project.root / "config/base.toml").open("a", encoding="utf-8") as base:
        base.write("\n[wrong]\n")
    with pytest.raises(SettingsError, match=r"config/base\.toml: wrong: there is no such key"):
        load_settings(project, "staging")


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "{}", '{"sources": [], "settings": {}}'])
def test_a_note_that_cannot_be_read_is_made_anew(project: Project, text: str) -> None:
    checked = load_settings(project, "dev")
    note = project.state / "settings/dev.json"
    whole = note.read_text(encoding="utf-8")
    note.write_text(text, encoding="utf-8")
    assert load_settings(project, "dev") == checked
    assert note.read_text(encoding="utf-8") == whole


def test_where_nothing_can_be_written_settings_are_read_all_the_same(project: Project) -> None:
    project.state.write_text("a file where the folder would be", encoding="utf-8")
    assert load_settings(project, "dev").aws.account == "111111111111"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wrong = 1", "wrong: there is no such key"),
        ('[aws]\nplace = "x"', "aws.place: there is no such key"),
        ("aws = 3", "aws: is a table of keys, not 3"),
        ('[aws]\naccount = "12"', "aws.account: should be text of twelve digits, such as \"123456789012\", not '12'"),
        ("[aws]\naccount = 123456789012", "aws.account: should be text of twelve digits"),
        ('[aws]\nassume_role = "admin"', "aws.assume_role: should be the ARN of a role, not 'admin'"),
        ("[glue]\nworkers = 1", "glue.workers: input should be greater than or equal to 2, not 1"),
        ('[lake]\nexpire = { "a/" = 0 }', "lake.expire.a/: input should be greater than or equal to 1, not 0"),
        ('[alarms]\nemails = "a@b.c"', "alarms.emails: is a list, not 'a@b.c'"),
        ("[aws", "is not TOML"),
    ],
)
def test_a_wrong_value_is_named_with_its_file(project: Project, text: str, message: str) -> None:
    (project.root / "config/new.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(project, "new")
    assert "config/new.toml" in str(caught.value)
    assert message in str(caught.value)


def test_all_that_is_wrong_is_told_at_once_with_the_keys_that_were_meant(project: Project) -> None:
    (project.root / "config/new.toml").write_text('[aws]\naccnt = "1"\nregion = "Ireland"\n[logz]\n', encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(project, "new")
    assert set(str(caught.value).splitlines()) == {
        "config/new.toml: aws.accnt: there is no such key",
        "config/new.toml: aws.region: should be text such as \"eu-west-1\", not 'Ireland'",
        "config/new.toml: logz: there is no such key",
    }
    assert set(caught.value.hint.split("; ")) == {
        "did you mean aws.account?",
        "correct aws.region in config/new.toml",
        "did you mean logs?",
    }


def test_a_key_that_the_base_lacks_is_named(project: Project) -> None:
    base = project.root / "config/base.toml"
    lines = base.read_text(encoding="utf-8").splitlines()
    base.write_text("\n".join(line for line in lines if not line.startswith("account")), encoding="utf-8")
    (project.root / "config/new.toml").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"aws\.account: is missing"):
        load_settings(project, "new")
