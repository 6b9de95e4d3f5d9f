"""API models as botocore packages them."""

import gzip
import re
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from lakeflow.asl.sdk_services import SDK_SERVICES
from lakeflow.asl.services.shapes import StructureShape
from lakeflow.aws.common_operations import COMMON, FILE, copied_from
from lakeflow.aws.copy_operations import copied_operations, text_of
from lakeflow.aws.service_models import ServiceModels, service_models

spec = find_spec("botocore")
assert spec is not None
assert spec.submodule_search_locations is not None
BOTOCORE = Path(spec.submodule_search_locations[0]) / "data"


def java_name(model: Path) -> str:
    """Return what the AWS SDK for Java names a service by, from the ID in its model."""
    with gzip.open(model, "rt", encoding="utf-8") as text:
        start = text.read(4000)
    identity = re.search(r'"serviceId"\s*:\s*"([^"]+)"', start)
    assert identity is not None
    plain = re.sub("[^A-Za-z0-9]", "", identity[1])
    return re.sub("Service$", "", re.sub("^(Amazon|AWS)", "", plain)).lower()


@pytest.mark.skipif(version("botocore") != copied_from(), reason="the list is of another botocore")
def test_every_service_is_found_under_its_name_in_the_java_sdk() -> None:
    latest = {folder: max(folder.glob("*/service-2.json.gz")) for folder in BOTOCORE.iterdir() if folder.is_dir()}
    names = {java_name(model): folder for folder, model in latest.items()}
    assert names.keys() == SDK_SERVICES
    models = service_models()
    sample = [*sorted(names)[::40], "sfn", "eventbridge", "cloudwatchlogs", "emrserverless", "lexruntimev2"]
    assert all(models.actions(name) for name in sample)


@pytest.mark.skipif(version("botocore") != copied_from(), reason="the copy is of another botocore")
def test_the_copy_of_common_operations_is_what_botocore_has() -> None:
    assert FILE.read_text(encoding="utf-8") == text_of(copied_operations(service_models()), copied_from())


def test_common_operations_are_there_without_botocore() -> None:
    alone = ServiceModels(None)
    for service, operations in COMMON.items():
        for name in operations:
            assert alone.operation(service, name[0].lower() + name[1:]) is not None
    assert alone.operation("s3", "copyObject") is None
    assert alone.actions("s3") == {}.keys()


def test_an_operation_has_the_shapes_that_it_reaches() -> None:
    operation = service_models().operation("s3", "copyObject")
    assert operation is not None
    taken = operation.shapes[operation.input]
    assert isinstance(taken, StructureShape)
    assert taken.members["Bucket"].required
    assert service_models().operation("s3", "copyObjekt") is None
    assert "copyObject" in service_models().actions("s3")


def test_the_latest_version_of_an_api_is_taken() -> None:
    """Lambda's API of 2014 knows no layers."""
    assert "publishLayerVersion" in service_models().actions("lambda")


def test_a_service_that_is_none_has_no_actions() -> None:
    assert not service_models().actions("foo")
