"""The commands of a deploy as their users call them, against an AWS in a box."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import CommandLine
from tests.integration.deploy.tiny import write_tiny

HERE = ("--env", "sandbox")


def change_the_script(run: CommandLine) -> None:
    (run.project / "jobs/load.py").write_text("print('loaded better')\n")


def test_a_plan_says_what_a_deploy_then_does_and_exits_3_while_there_is_something(run: CommandLine) -> None:
    out, _ = run("plan", *HERE, "--exit-code", exit_code=3)
    assert "+ AWS::Glue::Job shop-sandbox-load" in out
    created = out.count("\n+ ") + out.startswith("+ ")
    out, err = run("deploy", *HERE, "--yes", "--version", "v1")
    assert out.endswith("Release 1 of sandbox is live.\n")
    assert f"[{created}/{created}]" in err
    assert run("plan", *HERE, "--exit-code") == ("\nNothing to do: everything is as it should be.\n", "")
    assert run("deploy", *HERE, "--yes")[0] == "Nothing to do: everything is as it should be.\n"
    (release,) = json.loads(run("releases", *HERE, "--json")[0])
    assert release["provenance"]["version"] == "v1"
    assert len(release["changes"]) == created


def test_a_changed_script_is_a_new_object_a_job_that_points_to_it_and_a_switch(run: CommandLine, clients: Any) -> None:
    run("deploy", *HERE, "--yes")
    alias = "arn:aws:states:eu-west-1:123456789012:stateMachine:shop-sandbox-tiny:live"

    def live() -> str:
        states = clients("stepfunctions")
        found = states.describe_state_machine_alias(stateMachineAliasArn=alias)["routingConfiguration"]
        version = found[0]["stateMachineVersionArn"]
        definition: str = states.describe_state_machine(stateMachineArn=version)["definition"]
        return definition

    before = live()
    change_the_script(run)
    plan = json.loads(run("plan", *HERE, "--json")[0])
    changed = {(change["action"], change["type"]) for change in plan["changes"]}
    assert changed == {
        ("create", "AWS::S3::Object"),
        ("update", "AWS::Glue::Job"),
        ("update", "AWS::StepFunctions::StateMachine"),
        ("update", "AWS::StepFunctions::StateMachineAlias"),
        ("retain", "AWS::S3::Object"),
    }
    job = next(change for change in plan["changes"] if change["type"] == "AWS::Glue::Job")
    assert job["switched"]
    assert job["tables"] == ["silver.orders"]
    run("deploy", *HERE, "--yes")
    after = live()
    assert before != after
    assert "--scriptLocation" in after
    run("rollback", *HERE, "--yes")
    assert live() == before
    assert "Nothing to do" not in run("plan", *HERE)[0]
    (run.project / "jobs/load.py").write_text("print('loaded')\n")
    assert "Nothing to do" in run("plan", *HERE)[0]


SECOND = """
from lakeflow import Lambda, LambdaFunction, Pipeline

with Pipeline("second") as second:
    Lambda("count", LambdaFunction("count", handler="jobs/find.py:handler"))
"""


def test_one_pipeline_is_deployed_and_the_others_stay_as_they_were(run: CommandLine, clients: Any) -> None:
    run("deploy", *HERE, "--yes")
    (run.project / "pipelines/second.py").write_text(SECOND)
    change_the_script(run)
    run("deploy", *HERE, "--yes", "pipelines/second.py")
    board = clients("cloudwatch").get_dashboard(DashboardName="shop-sandbox")["DashboardBody"]
    titles = [widget["properties"]["title"] for widget in json.loads(board)["widgets"]]
    assert titles == ["second", "second", "tiny", "tiny"]
    assert "Nothing to do" in run("deploy", *HERE, "--yes", "pipelines/second.py")[0]
    (run.project / "jobs/load.py").write_text("print('loaded')\n")
    assert "Nothing to do" in run("deploy", *HERE, "--yes")[0]

    (run.project / "pipelines/second.py").unlink()
    plan = json.loads(run("plan", *HERE, "--json")[0])
    fate = {change["type"].split("::")[-1]: change["action"] for change in plan["changes"] if "count" in change["name"]}
    assert fate == {"Alias": "delete", "Function": "delete", "LogGroup": "delete", "Role": "delete"}
    run("deploy", *HERE, "--yes")
    assert [one["FunctionName"] for one in clients("lambda").list_functions()["Functions"]] == ["shop-sandbox-find"]
    run("rollback", *HERE, "--yes")
    names = {one["FunctionName"] for one in clients("lambda").list_functions()["Functions"]}
    assert names == {"shop-sandbox-find", "shop-sandbox-count"}


def test_a_plan_says_where_a_changed_resource_is_declared_and_which_part_of_a_definition_changed(
    run: CommandLine,
) -> None:
    run("deploy", *HERE, "--yes")
    file = run.project / "pipelines/tiny.py"
    file.write_text(file.read_text().replace('script="jobs/load.py",', 'script="jobs/load.py", workers=5,'))
    file.write_text(file.read_text().replace('payload={"date"', 'payload={"day"'))
    line = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if "workers=5" in text)
    out, _ = run("plan", *HERE)
    job = next(text for text in out.splitlines() if "AWS::Glue::Job" in text)
    assert f"declared at pipelines/tiny.py:{line}:" in job
    changed = [text.strip() for text in out.splitlines() if text.strip().startswith("Definition.States.")]
    assert changed
    assert all(len(text) < 400 for text in changed)
    places = {
        (change["type"].split("::")[-1], change["name"]): change["location"]
        for change in json.loads(run("plan", *HERE, "--json")[0])["changes"]
        if change["action"] != "retain"
    }
    assert {place["file"] for place in places.values()} == {"pipelines/tiny.py"}
    assert places["Job", "shop-sandbox-load"]["line"] == line
    pipeline = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if "with Pipeline" in text)
    assert places["StateMachine", "shop-sandbox-tiny"]["line"] == pipeline


def test_a_new_plan_tells_the_line_of_everything_that_a_pipeline_brings(run: CommandLine) -> None:
    changes = json.loads(run("plan", *HERE, "--json")[0])["changes"]
    lines = (run.project / "pipelines/tiny.py").read_text().splitlines()
    placed = {
        (change["type"].split("::")[-1], change["name"]): lines[change["location"]["line"] - 1].split("(")[0]
        for change in changes
        if change["location"] is not None
    }
    assert placed["Role", "shop-sandbox-load"] == "load = GlueJob"
    assert placed["LogGroup", "/aws/lambda/shop-sandbox-find"] == "find = LambdaFunction"
    assert placed["Schedule", "shop-sandbox/shop-sandbox-tiny"] == "with Pipeline"
    nowhere = {change["type"].split("::")[-1] for change in changes if change["location"] is None}
    assert nowhere <= {"Bucket", "BucketPolicy", "WorkGroup", "Queue", "QueuePolicy", "Dashboard"}


def test_a_plan_file_holds_though_its_lines_have_moved(run: CommandLine, tmp_path: Path) -> None:
    file = run.project / "pipelines/tiny.py"
    run("plan", *HERE, "-o", str(tmp_path / "plan.json"))
    file.write_text(f"# A comment.\n{file.read_text()}")
    assert "Release 1" in run("deploy", *HERE, "--plan", str(tmp_path / "plan.json"))[0]


def test_a_plan_file_is_carried_out_or_refused_as_a_whole(run: CommandLine, tmp_path: Path) -> None:
    run("deploy", *HERE, "--yes")
    change_the_script(run)
    file = tmp_path / "plan.json"
    run("plan", *HERE, "-o", str(file))
    (run.project / "jobs/load.py").write_text("print('something else')\n")
    _, err = run("deploy", *HERE, "--plan", str(file), exit_code=1)
    assert "changed since" in err
    assert "lakeflow plan" in err
    change_the_script(run)
    assert "Release 2" in run("deploy", *HERE, "--plan", str(file))[0]


def test_drift_tells_apart_what_was_changed_by_hand_and_what_is_not_deployed(run: CommandLine, clients: Any) -> None:
    run("deploy", *HERE, "--yes")
    logs = clients("logs")
    logs.put_retention_policy(logGroupName="/aws/vendedlogs/states/shop-sandbox-tiny", retentionInDays=1)
    change_the_script(run)
    found = json.loads(run("drift", *HERE, "--json", "--exit-code", exit_code=3)[0])
    moved = [(one["name"], one["live"]) for one in found if one["live"]]
    assert moved == [
        ("/aws/vendedlogs/states/shop-sandbox-tiny", [{"path": "RetentionInDays", "released": 30, "now": 1}])
    ]
    assert "shop-sandbox-load" in {one["name"] for one in found if one["code"]}
    run("deploy", *HERE, "--yes")
    assert run("drift", *HERE)[0] == "0 resources drifted from the release; the code would change 0.\n"


def test_what_is_not_ours_is_never_touched(run: CommandLine, clients: Any) -> None:
    clients("sns").create_topic(Name="shop-sandbox-alerts")
    _, err = run("deploy", *HERE, "--yes", exit_code=1)
    assert "not lakeflow's own, and so not touched: AWS::SNS::Topic shop-sandbox-alerts" in err
    assert clients("glue").get_jobs()["Jobs"] == []
    assert clients("s3").list_buckets()["Buckets"] == []


def test_what_exists_is_taken_over_by_name_tagged_and_made_what_the_code_says(run: CommandLine, clients: Any) -> None:
    topic = clients("sns").create_topic(Name="shop-sandbox-alerts")["TopicArn"]
    role = "arn:aws:iam::123456789012:role/theirs"
    command = {"Name": "glueetl", "ScriptLocation": "s3://theirs/load.py"}
    clients("glue").create_job(Name="shop-sandbox-load", Role=role, Command=command)
    _, err = run("deploy", *HERE, "--yes", exit_code=1)
    assert "AWS::SNS::Topic shop-sandbox-alerts" in err
    assert "AWS::Glue::Job shop-sandbox-load" in err
    assert "--adopt" in err
    adopt = ("--adopt", "shop-sandbox-alerts", "--adopt", "shop-sandbox-load")
    _, err = run("deploy", *HERE, "--yes", *adopt[:2], exit_code=1)
    assert "shop-sandbox-alerts" not in err
    assert clients("s3").list_buckets()["Buckets"] == []
    planned = {
        (one["type"], one["name"]): one for one in json.loads(run("plan", *HERE, *adopt, "--json")[0])["changes"]
    }
    taken = planned["AWS::SNS::Topic", "shop-sandbox-alerts"]
    assert taken["action"] == "update"
    assert {"path": "Tags.lakeflow:project", "after": "shop"} in taken["fields"]
    run("deploy", *HERE, "--yes", *adopt)
    tags = {tag["Key"]: tag["Value"] for tag in clients("sns").list_tags_for_resource(ResourceArn=topic)["Tags"]}
    assert (tags["lakeflow:project"], tags["lakeflow:env"]) == ("shop", "sandbox")
    job = clients("glue").get_job(JobName="shop-sandbox-load")["Job"]
    assert job["Role"].endswith("role/shop-sandbox-load")
    assert "Nothing to do" in run("plan", *HERE)[0]


def test_a_name_that_is_not_needed_is_not_adopted(run: CommandLine) -> None:
    _, err = run("deploy", *HERE, "--yes", "--adopt", "shop-sandbox-alert", exit_code=1)
    assert "did you mean shop-sandbox-alerts?" in err


def test_another_account_is_refused_before_the_first_change(run: CommandLine, clients: Any) -> None:
    file = run.project / "config/base.toml"
    file.write_text(file.read_text().replace("123456789012", "999999999999"))
    _, err = run("deploy", *HERE, "--yes", exit_code=1)
    assert "credentials are for account 123456789012, and the environment is in 999999999999" in err
    assert clients("s3").list_buckets()["Buckets"] == []


def test_a_dropped_step_takes_its_job_along_but_not_its_table(run: CommandLine, clients: Any) -> None:
    run("deploy", *HERE, "--yes")
    file = run.project / "pipelines/tiny.py"
    text = file.read_text()
    file.write_text("\n".join(line for line in text.splitlines() if "Glue(" not in line) + "\n")
    plan = json.loads(run("plan", *HERE, "--json")[0])
    fate = {change["name"]: change["action"] for change in plan["changes"]}
    assert fate["shop-sandbox-load"] == "delete"
    assert fate["silver.orders"] == "retain"
    run("deploy", *HERE, "--yes")
    assert clients("glue").get_jobs()["Jobs"] == []
    assert [table["Name"] for table in clients("glue").get_tables(DatabaseName="silver")["TableList"]] == ["orders"]


def test_destroying_asks_for_the_name_and_keeps_the_data(run: CommandLine, clients: Any) -> None:
    run("deploy", *HERE, "--yes")
    _, err = run("destroy", *HERE, "--name", "prod", exit_code=1)
    assert "nothing was done" in err
    out, _ = run("destroy", *HERE, "--name", "sandbox")
    assert "is gone, but for 8 resources that keep its data and its code" in out
    assert "is left, but for 8 resources" in run("destroy", *HERE, "--name", "sandbox")[0]
    assert clients("glue").get_jobs()["Jobs"] == []
    assert clients("iam").list_roles()["Roles"] == []
    kept = {bucket["Name"] for bucket in clients("s3").list_buckets()["Buckets"]}
    assert kept == {"shop-lake", "shop-sandbox-123456789012-eu-west-1-lakeflow"}
    run("rollback", *HERE, "--yes")
    assert "Nothing to do" in run("plan", *HERE)[0]
    out, _ = run("destroy", *HERE, "--name", "sandbox", "--data-too")
    assert out.endswith("sandbox is gone.\n")
    assert clients("s3").list_buckets()["Buckets"] == []


def test_scripts_read_how_a_deploy_a_rollback_and_a_destroy_ended(run: CommandLine) -> None:
    def document(*arguments: str) -> Any:
        return json.loads(run(*arguments, "--json")[0])

    first = document("deploy", *HERE, "--yes")
    assert (first["changed"], first["release"]["number"]) == (True, 1)
    assert document("deploy", *HERE, "--yes") == {"changed": False, "release": first["release"]}
    _, err = run("destroy", *HERE, "--json", "--name", "prod", exit_code=1)
    assert "- AWS::Glue::Job shop-sandbox-load" in err
    change_the_script(run)
    out, err = run("deploy", *HERE, "--json", exit_code=1)
    assert out.isspace()
    assert "Deploy this to sandbox?" in err
    document("deploy", *HERE, "--yes")
    back = document("rollback", *HERE, "--yes")
    assert (back["release"]["number"], back["release"]["restored"]) == (3, 1)
    assert document("releases", *HERE)[0] == back["release"]
    end = document("destroy", *HERE, "--name", "sandbox")
    assert {"type": "AWS::Glue::Job", "name": "shop-sandbox-load"} in end["removed"]
    assert {"type": "AWS::S3::Bucket", "name": "shop-lake"} in end["kept"]


def test_a_bundle_is_the_same_bytes_every_time_and_deploys_like_the_project(run: CommandLine, tmp_path: Path) -> None:
    first, second = tmp_path / "one.zip", tmp_path / "two.zip"
    run("build", "-o", str(first))
    for file in run.project.rglob("*.py"):
        file.touch()
    run("build", "-o", str(second))
    assert first.read_bytes() == second.read_bytes()
    run("deploy", *HERE, "--bundle", str(first), "--yes")
    assert "Nothing to do" in run("plan", *HERE)[0]


def test_an_environment_can_be_planned_without_an_account(run: CommandLine, tmp_path: Path) -> None:
    out, _ = run("plan", *HERE, "--offline")
    assert out.endswith("to create.\n")
    run("deploy", *HERE, "--yes")
    record = tmp_path / "release.json"
    record.write_text(run("releases", *HERE, "--show", "1")[0])
    change_the_script(run)
    assert run("plan", *HERE, "--against", str(record))[0] == run("plan", *HERE)[0]


def test_a_lock_that_a_deployer_left_can_be_removed(run: CommandLine, clients: Any) -> None:
    run("deploy", *HERE, "--yes")
    lock = {"holder": "bob@elsewhere:1", "acquired": "2024-01-01T00:00:00Z", "expires": "2999-01-01T00:00:00Z"}
    bucket = "shop-sandbox-123456789012-eu-west-1-lakeflow"
    clients("s3").put_object(Bucket=bucket, Key="lakeflow/lock.json", Body=json.dumps(lock).encode())
    change_the_script(run)
    _, err = run("deploy", *HERE, "--yes", exit_code=1)
    assert "bob@elsewhere:1 has been deploying" in err
    assert "bob@elsewhere:1" in run("unlock", *HERE)[0]
    run("deploy", *HERE, "--yes")


def test_another_type_of_machine_replaces_it_with_its_alias_and_a_rollback_replaces_it_again(
    run: CommandLine, clients: Any
) -> None:
    file = run.project / "pipelines/tiny.py"
    quick = """
from lakeflow import Daily, Lambda, LambdaFunction, Pipeline

find = LambdaFunction("find", handler="jobs/find.py:handler")
with Pipeline("tiny", schedule=Daily("03:00"){type}) as tiny:
    Lambda("{step}", find)
"""
    machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:shop-sandbox-tiny"

    def live() -> tuple[str, str]:
        """Return the type and the first state of what the alias points to."""
        states = clients("stepfunctions")
        found = states.describe_state_machine_alias(stateMachineAliasArn=f"{machine}:live")["routingConfiguration"]
        version = states.describe_state_machine(stateMachineArn=found[0]["stateMachineVersionArn"])
        return version["type"], json.loads(version["definition"])["StartAt"]

    file.write_text(quick.format(type="", step="first"))
    run("deploy", *HERE, "--yes")
    file.write_text(quick.format(type=', type="EXPRESS"', step="second"))
    out, _ = run("plan", *HERE)
    replaced = [line for line in out.splitlines() if line.startswith("±")]
    assert [line.split()[1:3] for line in replaced] == [
        ["AWS::StepFunctions::StateMachine", "shop-sandbox-tiny"],
        ["AWS::StepFunctions::StateMachineAlias", "shop-sandbox-tiny:live"],
    ]
    assert "what runs is ended" in replaced[0]
    assert "made anew" in replaced[1]
    assert "2 to replace" in out
    run("deploy", *HERE, "--yes")
    assert live() == ("EXPRESS", "second")
    assert "Nothing to do" in run("plan", *HERE)[0]
    run("rollback", *HERE, "--yes")
    assert live() == ("STANDARD", "first")
    run("rollback", *HERE, "--to", "2", "--yes")
    assert live() == ("EXPRESS", "second")


def test_the_sandbox_is_an_aws_of_this_machine_until_it_is_stopped(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{probe.getsockname()[1]}"
    run = CommandLine(write_tiny(tmp_path, endpoint))
    assert endpoint in "".join(run("sandbox"))
    run("deploy", *HERE, "--yes")
    assert endpoint in "".join(run("sandbox"))
    assert "Nothing to do" in run("plan", *HERE)[0]
    run("sandbox", "--stop")
    _, err = run("plan", *HERE, exit_code=1)
    assert "start it: lakeflow sandbox" in err


SMOKE = '\n[smoke]\ntiny = { date = "2024-01-01" }\n'


def with_smoke(run: CommandLine, text: str = SMOKE) -> None:
    with (run.project / "config/sandbox.toml").open("a") as file:
        file.write(text)


def test_a_smoke_execution_runs_with_its_input_before_the_switch(run: CommandLine, clients: Any) -> None:
    with_smoke(run)
    out, _ = run("plan", *HERE)
    assert 'Before the switch, shop-sandbox-tiny must succeed in an execution with {"date": "2024-01-01"}.' in out
    assert json.loads(run("plan", *HERE, "--json")[0])["smoke"] == [
        {"machine": "shop-sandbox-tiny", "input": {"date": "2024-01-01"}}
    ]
    _, err = run("deploy", *HERE, "--yes")
    assert "waiting for the smoke execution of shop-sandbox-tiny" in err
    states = clients("stepfunctions")
    machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:shop-sandbox-tiny"
    (execution,) = states.list_executions(stateMachineArn=machine)["executions"]
    described = states.describe_execution(executionArn=execution["executionArn"])
    assert json.loads(described["input"]) == {"date": "2024-01-01"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[smoke]\ntini = { date = "2024-01-01" }', "smoke.tini: there is no pipeline 'tini'"),
        ("[smoke]\ntiny = {}", "smoke.tiny: pipeline 'tiny' needs the parameter 'date'"),
        ('[smoke]\ntiny = { date = "soon" }', "smoke.tiny: parameter 'date' of pipeline 'tiny' cannot be 'soon'"),
        ("[smoke]\ntiny = { date = 2024-01-01 }", "smoke.tiny.date: input should be a valid string"),
    ],
)
def test_wrong_parameters_of_a_smoke_execution_are_found_when_planning(
    run: CommandLine, text: str, message: str
) -> None:
    with_smoke(run, f"\n{text}\n")
    _, err = run("plan", *HERE, exit_code=1)
    assert message in err
    assert "config/sandbox.toml" in err
