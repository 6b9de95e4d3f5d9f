"""Desired and live resources become a plan: a pure function, and the only one that decides what a deploy does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from graphlib import TopologicalSorter

from lakeflow.asl.states import Json
from lakeflow.deploy.difference import FieldChange, differences
from lakeflow.deploy.narrowing import with_former_rights
from lakeflow.deploy.provider import Live
from lakeflow.errors import UnownedResourceError
from lakeflow.resources.resource import IMMUTABLE, PARTS, STATEFUL, UNTAGGED, Address, Kind, Resource
from lakeflow.resources.site import ENVIRONMENT_TAG, PROJECT_TAG

REPLACED_BY: Mapping[Kind, frozenset[str]] = {
    Kind.STATE_MACHINE: frozenset({"StateMachineType"}),
    Kind.STATE_MACHINE_ALIAS: frozenset({"StateMachineType"}),
    Kind.SUBSCRIPTION: frozenset({"Protocol", "Endpoint", "TopicArn"}),
}
"""The properties, of those that we set, which AWS cannot change on a resource that exists."""

RELEASE_TAG = "lakeflow:release"
"""The tag of the release that changed a resource last."""


class Stage(Enum):
    """When a change is made: nothing that runs sees a release before the switch, and all of it after."""

    PREPARE = "prepare"
    SWITCH = "switch"
    FINISH = "finish"


class Action(StrEnum):
    """What happens to a resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    RETAIN = "retain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One resource that a deploy touches; RETAIN is one that the code no longer has and that keeps data or code."""

    action: Action
    address: Address
    live: Live | None = None
    desired: Resource | None = None
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a deploy will do, in an order that may be followed; ``needs`` says what may not be done at once."""

    changes: tuple[Change, ...]
    needs: Mapping[Address, frozenset[Address]]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.work

    @property
    def work(self) -> tuple[Change, ...]:
        """The changes that call AWS."""
        return tuple(change for change in self.changes if change.action is not Action.RETAIN)

    @property
    def steps(self) -> int:
        """How many changes all the stages make."""
        return sum(len(self.stage(stage)) for stage in Stage)

    def stage(self, stage: "Stage") -> tuple[Change, ...]:
        """Return the changes of one stage; rights are given in the first and taken away in the last."""
        changes = (change for change in self.work if _stage(change) is stage or _is_in_two(change, stage))
        return tuple(step for change in changes if (step := _step(change, stage)) is not None)

    def without(self, changes: "Sequence[Change]") -> "Plan":
        """Return the plan less the changes of the same resources."""
        left = {change.address for change in changes}
        return replace(self, changes=tuple(change for change in self.changes if change.address not in left))


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose resources are ours: those tagged with this project and environment.

    ``claimed`` are ours as well, though not tagged: handed over, left so by a deploy that died, or never tagged.
    """

    project: str
    environment: str
    claimed: frozenset[Address] = frozenset()

    def owns(self, live: Live) -> bool:
        """Tell whether a live resource is ours."""
        return live.address in self.claimed or live.address.kind in PARTS or self._tagged(live)

    def marks(self, live: Live) -> bool:
        """Tell whether a live resource is tagged as ours, or is what bears no tags."""
        return live.address.kind in UNTAGGED or self._tagged(live)

    def _tagged(self, live: Live) -> bool:
        return live.tags.get(PROJECT_TAG) == self.project and live.tags.get(ENVIRONMENT_TAG) == self.environment


AFTER_SWITCH = frozenset({Kind.SCHEDULE, Kind.RULE})
"""What starts executions by the alias, and so must not before it points to the release."""


def _stage(change: Change) -> Stage:
    if change.action is Action.DELETE or change.address.kind in AFTER_SWITCH:
        return Stage.FINISH
    # A machine that is replaced is gone for a moment: as late as can be.
    is_replaced = change.address.kind is Kind.STATE_MACHINE and change.action is Action.REPLACE
    is_switch = is_replaced or change.address.kind is Kind.STATE_MACHINE_ALIAS
    return Stage.SWITCH if is_switch else Stage.PREPARE


def _is_in_two(change: Change, stage: Stage) -> bool:
    return stage is Stage.FINISH and _between(change) is not None


def _step(change: Change, stage: Stage) -> Change | None:
    """Return what a stage does of a change; None if that is nothing."""
    between = _between(change) if stage is Stage.PREPARE else None
    if between is None:
        return change
    assert change.live is not None
    is_there = not any(differences(dict(change.live.properties), dict(between.properties)))
    return None if is_there else replace(change, desired=between)


def _between(change: Change) -> Resource | None:
    """Return the role that a change passes through because it takes rights away; None for every other change."""
    if change.address.kind is not Kind.ROLE or change.action is not Action.UPDATE:
        return None
    assert change.live is not None
    assert change.desired is not None
    between = with_former_rights(change.live, change.desired)
    return None if between.properties == change.desired.properties else between


def make_plan(
    desired: Sequence[Resource],
    live: Mapping[Address, Live],
    recorded: Iterable[Address],
    owner: Owner,
    discarding: frozenset[Kind] = frozenset(),
) -> Plan:
    """Return what turns ``live`` into ``desired``; ``recorded`` are the addresses that we have made before.

    What keeps data, or code that a rollback may need, is retained unless its kind is in ``discarding``.

    Raises:
        UnownedResourceError: something of a desired name exists and is not ours.

    """
    made = tuple(recorded)
    owner = replace(owner, claimed=owner.claimed.union(address for address in made if address.kind in UNTAGGED))
    foreign = [str(one.address) for one in desired if _is_foreign(live.get(one.address), owner)]
    if foreign:
        raise UnownedResourceError(tuple(foreign))
    wanted = {one.address: one for one in desired}
    assert len(wanted) == len(desired), "an address is declared once"
    changes = [change for one in desired if (change := _change(one, live.get(one.address), owner)) is not None]
    gone = [live[address] for address in dict.fromkeys(made) if address not in wanted and address in live]
    retained = (STATEFUL | IMMUTABLE) - discarding
    changes += [_removal(one, retained, wanted) for one in gone if owner.owns(one)]
    return _ordered(changes, wanted)


def _is_foreign(live: Live | None, owner: Owner) -> bool:
    return live is not None and not owner.owns(live)


def _change(desired: Resource, live: Live | None, owner: Owner) -> Change | None:
    if live is None:
        fields = tuple(differences({}, dict(desired.properties)))
        return Change(action=Action.CREATE, address=desired.address, desired=desired, fields=fields)
    if desired.is_immutable:
        return None
    fields = tuple(differences(dict(live.properties), dict(desired.properties)))
    if not owner.marks(live):
        marked: Json = {PROJECT_TAG: owner.project, ENVIRONMENT_TAG: owner.environment}
        now: Json = {mark: live.tags[mark] for mark in (PROJECT_TAG, ENVIRONMENT_TAG) if mark in live.tags}
        fields += tuple(differences(now, marked, "Tags"))
    if not fields:
        return None
    fixed = REPLACED_BY.get(desired.kind, frozenset())
    action = Action.REPLACE if any(field.path.split(".")[0] in fixed for field in fields) else Action.UPDATE
    return Change(action=action, address=desired.address, live=live, desired=desired, fields=fields)


def _removal(live: Live, retained: frozenset[Kind], wanted: Mapping[Address, Resource]) -> Change:
    kind, name = live.address
    # A function is deleted with its aliases.
    goes_along = kind is Kind.FUNCTION_ALIAS and Address(Kind.FUNCTION, name.partition(":")[0]) not in wanted
    is_kept = kind in retained and not goes_along
    return Change(action=Action.RETAIN if is_kept else Action.DELETE, address=live.address, live=live)


def _ordered(changes: Sequence[Change], wanted: Mapping[Address, Resource]) -> Plan:
    """Order changes by need; what is deleted waits for all that is made, for something live may still use it."""
    by_address = {change.address: change for change in changes}
    made = [change.address for change in changes if change.desired is not None]
    needs: dict[Address, frozenset[Address]] = {}
    for change in changes:
        if change.desired is not None:
            needs[change.address] = frozenset(_needed(change.desired, wanted) & by_address.keys())
        else:
            users = DELETE_ORDER.index(change.address.kind)
            earlier = {
                other.address
                for other in changes
                if other.desired is None and DELETE_ORDER.index(other.address.kind) < users
            }
            needs[change.address] = frozenset(made) | earlier
    order = tuple(TopologicalSorter(needs).static_order())
    return Plan(changes=tuple(by_address[address] for address in order), needs=needs)


def _needed(resource: Resource, wanted: Mapping[Address, Resource]) -> set[Address]:
    """Return everything that a resource needs, through what does not change as well."""
    found: set[Address] = set()
    waiting = list(resource.needs)
    while waiting:
        address = waiting.pop()
        if address not in found:
            found.add(address)
            waiting += wanted[address].needs if address in wanted else ()
    return found


DELETE_ORDER = (
    Kind.SCHEDULE,
    Kind.SCHEDULE_GROUP,
    Kind.RULE,
    Kind.ALARM,
    Kind.DASHBOARD,
    Kind.STATE_MACHINE_ALIAS,
    Kind.STATE_MACHINE,
    Kind.FUNCTION_ALIAS,
    Kind.FUNCTION,
    Kind.CRAWLER,
    Kind.GLUE_JOB,
    Kind.TABLE,
    Kind.DATABASE,
    Kind.WORKGROUP,
    Kind.SUBSCRIPTION,
    Kind.TOPIC_POLICY,
    Kind.TOPIC,
    Kind.QUEUE_POLICY,
    Kind.QUEUE,
    Kind.LOG_GROUP,
    Kind.ROLE,
    Kind.MANAGED_POLICY,
    Kind.OBJECT,
    Kind.BUCKET_POLICY,
    Kind.BUCKET,
)
"""Users before what they use."""
