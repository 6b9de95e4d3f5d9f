"""Calls of AWS's services: clients made once, and every refusal translated in one place."""

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from lakeflow.errors import DeployError, ProviderError

MISSING = frozenset(
    {
        "404",
        "EntityNotFoundException",
        "NoSuchBucket",
        "NoSuchBucketPolicy",
        "NoSuchEntity",
        "NoSuchKey",
        "NotFound",
        "NotFoundException",
        "QueueDoesNotExist",
        "AWS.SimpleQueueService.NonExistentQueue",
        "ResourceNotFound",
        "ResourceNotFoundException",
        "StateMachineDoesNotExist",
        "DashboardNotFoundError",
    }
)
"""The codes by which services say that there is no such thing."""

PRESENT = frozenset(
    {
        "AlreadyExistsException",
        "BucketAlreadyOwnedByYou",
        "ConflictException",
        "EntityAlreadyExists",
        "IdempotentParameterMismatchException",
        "QueueNameExists",
        "ResourceAlreadyExistsException",
        "ResourceConflictException",
        "StateMachineAlreadyExists",
    }
)
"""The codes by which services say that there is such a thing already."""

NOT_YET = "AWS does not tell yet of what was just changed"
"""Said of an answer that is older than the question: most services tell of a change some seconds later."""

HINTS: Mapping[str, str] = {
    "403": "a bucket of this name is somebody else's, or the deployer's role lacks this permission",
    "AccessDenied": "the deployer's role lacks this permission",
    "AccessDeniedException": "the deployer's role lacks this permission",
    "UnauthorizedOperation": "the deployer's role lacks this permission",
    "ExpiredToken": "log in again: aws sso login, or renew the credentials",
    "ExpiredTokenException": "log in again: aws sso login, or renew the credentials",
    "UnrecognizedClientException": "the credentials are not valid in this region",
    "InvalidClientTokenId": "the credentials are not valid",
    "BucketAlreadyExists": "somebody else in the world has a bucket of this name: choose another project or lake root",
    "CrawlerRunningException": "it is crawling; deploy again when it is done",
    "StateMachineDeleting": "the former machine goes when its last execution has ended; deploy again in a minute",
}


class NotFoundError(ProviderError):
    """What a call was about does not exist."""


class ExistsError(ProviderError):
    """What a call was to make exists."""


class UnreachableError(DeployError):
    """A call that found no AWS at its end."""


class Aws:
    """An account and region; safe to call from several threads."""

    def __init__(self, session: Any, account: str, endpoint: str | None = None, attempts: int = 8) -> None:
        from botocore.config import Config

        self._session = session
        self._endpoint = endpoint
        self.account = account
        self.region: str = session.region_name
        self.partition: str = session.get_partition_for_region(session.region_name)
        self._clients: dict[str, Any] = {}
        self._lock = Lock()
        # Adaptive: botocore slows down by itself when a service throttles.
        self._config = Config(
            retries={"mode": "adaptive", "total_max_attempts": attempts},
            max_pool_connections=64,
            connect_timeout=10,
            read_timeout=60,
        )

    def call(self, service: str, operation: str, subject: str, **parameters: Any) -> dict[str, Any]:
        """Call an operation, named as boto3 does; ``subject`` is what it is about, for messages.

        Raises:
            ProviderError: AWS refused; NotFoundError and ExistsError where that is the reason.
            DeployError: AWS could not be reached (UnreachableError), or there are no credentials.

        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer: dict[str, Any] = getattr(self._client(service), operation)(**parameters)
        except ClientError as error:
            raise _refusal(f"{service}:{operation}", subject, error.response["Error"]) from None
        except BotoCoreError as error:
            raise _unreachable(error) from None
        return answer

    def wait(self, service: str, waiter: str, subject: str, **parameters: Any) -> None:
        """Wait for what botocore's waiter of that name waits for.

        Raises:
            ProviderError: it took too long, or will never be.
            UnreachableError: AWS could not be reached.

        """
        from botocore.exceptions import BotoCoreError, WaiterError

        try:
            self._client(service).get_waiter(waiter).wait(**parameters, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
        except WaiterError as error:
            raise ProviderError(f"{service}:{waiter}", subject, "WaiterError", str(error)) from None
        except BotoCoreError as error:
            raise _unreachable(error) from None

    def _client(self, service: str) -> Any:
        client = self._clients.get(service)
        if client is None:
            with self._lock:
                client = self._clients.get(service) or self._session.client(
                    service, endpoint_url=self._endpoint, config=self._config
                )
                self._clients[service] = client
        return client


def check_entries(operation: str, subject: str, failed: Sequence[Mapping[str, str]]) -> None:
    """Raise for the first of the entries that a batch call answers to have failed on, though it succeeded itself.

    Raises:
        ProviderError: there is one.

    """
    for entry in failed:
        code = entry.get("ErrorCode") or entry.get("Code", "Unknown")
        message = entry.get("ErrorMessage") or entry.get("Message", "")
        raise _refusal(operation, subject, {"Code": code, "Message": message})


def tag_list(tags: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Return tags as the services that want a list take them."""
    return [{key: name, value: text} for name, text in tags.items()]


def tag_map(tags: Sequence[Mapping[str, str]], key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Return a list of tags as a mapping."""
    return {tag[key]: tag[value] for tag in tags}


def _refusal(operation: str, subject: str, error: Mapping[str, str]) -> ProviderError:
    code, message = str(error.get("Code", "Unknown")), str(error.get("Message", ""))
    kind = NotFoundError if code in MISSING else ExistsError if code in PRESENT else ProviderError
    return kind(operation, subject, code, message, hint=HINTS.get(code, ""))


def _unreachable(error: Exception) -> DeployError:
    name = type(error).__name__
    if name in {"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"}:
        return DeployError(
            f"there are no AWS credentials: {error}",
            hint="log in (aws sso login), set AWS_PROFILE, or name a profile under [aws] in config/",
        )
    if "SSO" in name or "Token" in name:
        return DeployError(f"the AWS login is not valid any more: {error}", hint="run: aws sso login")
    return UnreachableError(f"AWS cannot be reached: {error}", hint="check the network, the region and [aws] endpoint")
