"""Write lakeflow's copy of the common API operations anew: ``python -m lakeflow.aws.copy_operations``."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final

from lakeflow.aws.common_operations import COMMON, FILE
from lakeflow.aws.service_models import ServiceModels, service_models

_SIDES: Final = ("input", "output")
_SHAPE: Final = ("type", "required", "enum", "pattern", "min", "max", "union", "document", "eventstream")
_MEMBER: Final = ("shape", "idempotencyToken")
_PARTS: Final = ("member", "key", "value")


def copied_operations(models: ServiceModels) -> dict[str, Any]:
    """Return the common operations of each service, as botocore's models have them."""
    return {service: cut_down(models.model(service), operations) for service, operations in COMMON.items()}


def cut_down(model: Mapping[str, Any], operations: tuple[str, ...]) -> dict[str, Any]:
    """Return a model with these operations and the shapes that they reach, without documentation."""
    kept: dict[str, Any] = {}
    waiting: list[str] = []
    for name in operations:
        sides = {side: {"shape": ref["shape"]} for side, ref in model["operations"][name].items() if side in _SIDES}
        kept[name] = sides
        waiting += [side["shape"] for side in sides.values()]
    shapes: dict[str, Any] = {}
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = _cut_down(model["shapes"][name])
            waiting += [member["shape"] for member in shapes[name].get("members", {}).values()]
            waiting += [shapes[name][part]["shape"] for part in _PARTS if part in shapes[name]]
    return {"operations": kept, "shapes": dict(sorted(shapes.items()))}


def _cut_down(shape: Mapping[str, Any]) -> dict[str, Any]:
    cut: dict[str, Any] = {key: shape[key] for key in _SHAPE if key in shape}
    if "members" in shape:
        cut["members"] = {name: _only(member, _MEMBER) for name, member in shape["members"].items()}
    return cut | {part: _only(shape[part], _MEMBER) for part in _PARTS if part in shape}


def _only(member: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: member[key] for key in keys if key in member}


def text_of(services: Mapping[str, Any], botocore: str) -> str:
    """Return the copy as it is kept: JSON, one line a shape."""
    parts = [f"{json.dumps(service)}: {_text_of_model(model)}" for service, model in services.items()]
    separator = ",\n"
    return f'{{"botocore": {json.dumps(botocore)}, "services": {{\n{separator.join(parts)}\n}}}}\n'


def _text_of_model(model: Mapping[str, Any]) -> str:
    shapes = [f"{json.dumps(name)}: {json.dumps(shape)}" for name, shape in model["shapes"].items()]
    separator = ",\n"
    return f'{{"operations": {json.dumps(model["operations"])}, "shapes": {{\n{separator.join(shapes)}\n}}}}'


if __name__ == "__main__":
    FILE.write_text(text_of(copied_operations(service_models()), version("botocore")), encoding="utf-8")
