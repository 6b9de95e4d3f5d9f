"""Who we are on AWS: a profile or the usual chain of credentials, then a role; checked before anything is changed."""

from typing import Any

from lakeflow.aws.calls import Aws, UnreachableError
from lakeflow.errors import DeployError, ToolMissingError
from lakeflow.settings import AwsSettings


def connect(settings: AwsSettings) -> Aws:
    """Return the account of an environment.

    Raises:
        ToolMissingError: boto3 is not installed.
        DeployError: there are no credentials, or they are for another account.

    """
    try:
        import boto3
        from botocore.exceptions import BotoCoreError
    except ImportError:
        raise ToolMissingError("boto3 is not installed", hint="pip install 'lakeflow[aws]'") from None
    try:
        session = boto3.Session(profile_name=settings.profile, region_name=settings.region, **_sandbox(settings))
    except BotoCoreError as error:
        raise DeployError(str(error), hint="correct [aws] profile in config/, or run: aws configure") from None
    aws = Aws(session, settings.account, settings.endpoint)
    if settings.assume_role is not None:
        aws = Aws(_assumed(boto3, aws, settings), settings.account, settings.endpoint)
    try:
        check_account(aws, settings)
    except UnreachableError as error:
        if settings.endpoint is None:
            raise
        raise DeployError(error.message, hint="if it is the sandbox's, start it: lakeflow sandbox") from None
    return aws


def check_account(aws: Aws, settings: AwsSettings) -> None:
    """Refuse to go on in an account that is not the environment's.

    Raises:
        DeployError: the credentials are for another account.

    """
    found = aws.call("sts", "get_caller_identity", "the caller")["Account"]
    if found != settings.account:
        raise DeployError(
            f"these credentials are for account {found}, and the environment is in {settings.account}",
            hint="choose the profile of that account, or correct [aws] account in config/",
        )


def _assumed(boto3: Any, aws: Aws, settings: AwsSettings) -> Any:
    role = settings.assume_role
    answer = aws.call("sts", "assume_role", str(role), RoleArn=role, RoleSessionName="lakeflow")["Credentials"]
    return boto3.Session(
        aws_access_key_id=answer["AccessKeyId"],
        aws_secret_access_key=answer["SecretAccessKey"],
        aws_session_token=answer["SessionToken"],
        region_name=settings.region,
    )


def _sandbox(settings: AwsSettings) -> dict[str, str]:
    """Return credentials for an AWS in a box, which takes any: moto sees the account in the key."""
    if settings.endpoint is None or settings.profile is not None:
        return {}
    return {"aws_access_key_id": settings.account, "aws_secret_access_key": "sandbox"}
