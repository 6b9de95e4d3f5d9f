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
        aws = Aws(taken_on(aws, settings.assume_role), settings.account, settings.endpoint)
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


def taken_on(aws: Aws, role: str) -> Any:
    """Return a session of a role, which is taken on anew before its hour is over, however long the deploy.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html

    Raises:
        DeployError: whoever ``aws`` is may not take it on.

    """
    import boto3
    from botocore.credentials import RefreshableCredentials
    from botocore.session import get_session

    def fresh() -> dict[str, str]:
        answer = aws.call("sts", "assume_role", role, RoleArn=role, RoleSessionName="lakeflow")["Credentials"]
        return {
            "access_key": answer["AccessKeyId"],
            "secret_key": answer["SecretAccessKey"],
            "token": answer["SessionToken"],
            "expiry_time": answer["Expiration"].isoformat(),
        }

    core = get_session()
    # A session has no other way to be given credentials that renew themselves.
    core._credentials = RefreshableCredentials.create_from_metadata(  # noqa: SLF001
        metadata=fresh(), refresh_using=fresh, method="sts-assume-role"
    )
    return boto3.Session(botocore_session=core, region_name=aws.region)


def _sandbox(settings: AwsSettings) -> dict[str, str]:
    """Return credentials for an AWS in a box, which takes any: moto sees the account in the key."""
    if settings.endpoint is None or settings.profile is not None:
        return {}
    return {"aws_access_key_id": settings.account, "aws_secret_access_key": "sandbox"}
