"""What AWS takes as the name of a resource, which is made of project, environment and what is declared, and as a tag.

The forms are those of each service's API reference, such as
https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from lakeflow.errors import ProjectError
from lakeflow.resources.resource import Kind, Resource


class Form(NamedTuple):
    """The longest name, and the signs that it may be of, in words as well."""

    longest: int
    signs: str = r"[A-Za-z0-9_-]+"
    words: str = "letters, digits, '-' and '_'"


_DOTTED: Final = (r"[A-Za-z0-9._-]+", "letters, digits, '-', '_' and '.'")
_IN_CATALOG: Final = Form(255, r"[^A-Z]+", "no capitals: the Glue catalog has none")

FORMS: Final[Mapping[Kind, Form]] = {
    Kind.BUCKET: Form(63, r"[a-z0-9][a-z0-9.-]+[a-z0-9]", "small letters, digits and '-', as S3 has them"),
    Kind.ROLE: Form(64),
    Kind.MANAGED_POLICY: Form(128),
    Kind.FUNCTION: Form(64),
    Kind.GLUE_JOB: Form(255),
    Kind.CRAWLER: Form(255),
    Kind.DATABASE: _IN_CATALOG,
    Kind.TABLE: _IN_CATALOG,
    Kind.STATE_MACHINE: Form(80),
    Kind.SCHEDULE_GROUP: Form(64, *_DOTTED),
    Kind.SCHEDULE: Form(64, *_DOTTED),
    Kind.RULE: Form(64, *_DOTTED),
    # A rule that tells a topic has it for a target, whose Id may be no longer.
    Kind.TOPIC: Form(64),
    Kind.QUEUE: Form(80),
    Kind.WORKGROUP: Form(128, *_DOTTED),
    Kind.ALARM: Form(255),
    Kind.DASHBOARD: Form(255),
}


MOST_TAGS: Final = 46
"""Of the fifty that a resource may have, less those by which it is known to be ours."""

_TAG: Final = re.compile(r"[\w\s.:/=+@-]*")
"""What IAM and most services take: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html."""


def check_tags(tags: Mapping[str, str]) -> None:
    """Refuse tags of the configuration that AWS would refuse in the middle of a deploy.

    Raises:
        ProjectError: with all of them.

    """
    wrong = [name for name, value in tags.items() if not _is_tag(name, value)]
    if wrong or len(tags) > MOST_TAGS:
        what = ", ".join(map(repr, wrong)) or f"more than {MOST_TAGS}"
        raise ProjectError(
            f"AWS would refuse these [tags]: {what}",
            hint="a key has 1 to 128, a value up to 256 letters, digits, spaces and signs of _ . : / = + - @; no key "
            "begins with aws:",
        )


def _is_tag(name: str, value: str) -> bool:
    is_ours_to_give = 1 <= len(name) <= 128 and not name.lower().startswith("aws:")
    return is_ours_to_give and len(value) <= 256 and all(_TAG.fullmatch(text) for text in (name, value))


def check_names(resources: Sequence[Resource]) -> None:
    """Refuse names that AWS would refuse in the middle of a deploy.

    Raises:
        ProjectError: with all of them.

    """
    wrong = [(one, why) for one in resources for why in _problems(one)]
    if wrong:
        first = next((one.location for one, _ in wrong if one.location is not None), None)
        raise ProjectError(
            f"AWS would refuse {'; '.join(f'{one.address}: {why}' for one, why in wrong)}",
            hint="a name is made of project, environment and what is declared: shorten or rename one of them",
            location=first,
        )


def _problems(resource: Resource) -> Iterator[str]:
    form = FORMS.get(resource.kind)
    if form is None:
        return
    # A schedule's name stands behind that of its group.
    name = resource.name.rpartition("/")[2] if resource.kind is Kind.SCHEDULE else resource.name
    if len(name) > form.longest:
        yield f"the name has {len(name)} characters, and may have {form.longest}"
    if not re.fullmatch(form.signs, name):
        yield f"the name may have {form.words}"
