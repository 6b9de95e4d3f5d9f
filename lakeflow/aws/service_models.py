"""API models from the files that botocore packages, read without importing it or opening a session."""

import gzip
import json
from collections.abc import Collection, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from lakeflow.asl.services.models import action_name, operation_from_model
from lakeflow.asl.services.shapes import Operation
from lakeflow.aws.common_operations import common_model

_FOLDERS: Final[Mapping[str, str]] = {
    "applicationdiscovery": "discovery",
    "cloudwatchlogs": "logs",
    "cognitoidentityprovider": "cognito-idp",
    "costandusagereport": "cur",
    "costexplorer": "ce",
    "databasemigration": "dms",
    "directory": "ds",
    "directoryservicedata": "ds-data",
    "elasticloadbalancing": "elb",
    "elasticloadbalancingv2": "elbv2",
    "elasticsearch": "es",
    "eventbridge": "events",
    "iotdataplane": "iot-data",
    "iotjobsdataplane": "iot-jobs-data",
    "lexmodelbuilding": "lex-models",
    "lexmodelsv2": "lexv2-models",
    "lexruntimev2": "lexv2-runtime",
    "marketplacemetering": "meteringmarketplace",
    "migrationhub": "mgh",
    "pinpointsmsvoice": "sms-voice",
    "serverlessapplicationrepository": "serverlessrepo",
    "sfn": "stepfunctions",
    "simpledb": "sdb",
}
"""Botocore's folder of a service, where it is not the service's name with some hyphens in it."""


class ServiceModels:
    """The ``Services`` port: lakeflow's copy of the common operations, and botocore's data for all others.

    ``folder`` is botocore's data folder, None where it is not installed. Each model is read when first asked for, in
    its latest version.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._operations: dict[tuple[str, str], Operation | None] = {}
        self._models: dict[str, Mapping[str, Any]] = {}

    def operation(self, service: str, action: str) -> Operation | None:
        """Return an operation; None if the service has no such action, or its model is not there."""
        key = service, action
        if key not in self._operations:
            common = common_model(service)
            self._operations[key] = _operation(common, service, action) or _operation(
                self.model(service), service, action
            )
        return self._operations[key]

    def actions(self, service: str) -> Collection[str]:
        """Return every action of a service; empty if its model is not there."""
        return _names(self.model(service)).keys()

    def model(self, service: str) -> Mapping[str, Any]:
        """Return botocore's model of a service; one without operations if it has none."""
        if service not in self._models:
            self._models[service] = _read(self._folder, service) if self._folder is not None else _EMPTY
        return self._models[service]


def service_models() -> ServiceModels:
    """Return the models that are there: botocore's too, where it is installed."""
    spec = find_spec("botocore")
    found = spec.submodule_search_locations if spec is not None else None
    return ServiceModels(Path(found[0]) / "data" if found else None)


_EMPTY: Final[Mapping[str, Any]] = {"operations": {}, "shapes": {}}


def _operation(model: Mapping[str, Any], service: str, action: str) -> Operation | None:
    name = _names(model).get(action)
    return operation_from_model(model, service, name) if name else None


def _names(model: Mapping[str, Any]) -> Mapping[str, str]:
    return {action_name(name): name for name in model["operations"]}


def _read(folder: Path, service: str) -> Mapping[str, Any]:
    files = sorted((folder / _folder_name(folder, service)).glob("*/service-2.json*"))
    if not files:
        return _EMPTY
    content = files[-1].read_bytes()
    model: Mapping[str, Any] = json.loads(gzip.decompress(content) if files[-1].suffix == ".gz" else content)
    return model


def _folder_name(folder: Path, service: str) -> str:
    if service in _FOLDERS or (folder / service).is_dir():
        return _FOLDERS.get(service, service)
    return next((found.name for found in folder.iterdir() if found.name.replace("-", "") == service), service)
