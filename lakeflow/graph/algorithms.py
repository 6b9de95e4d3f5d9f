"""Order on the nodes 0..n-1 of a directed graph, as bit masks: bit ``i`` of a mask stands for node ``i``."""

from collections.abc import Iterator, Sequence


def bits(mask: int) -> Iterator[int]:
    """Yield the nodes of a mask, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def find_cycle(predecessors: Sequence[int]) -> tuple[int, ...]:
    """Return the nodes of a cycle in the order they wait for each other, empty if there is none."""
    state = [0] * len(predecessors)  # 0 unseen, 1 on the path, 2 done
    for root in range(len(predecessors)):
        path: list[int] = []
        stack = [(root, bits(predecessors[root]))] if state[root] == 0 else []
        if stack:
            state[root] = 1
            path.append(root)
        while stack:
            node, waiting_for = stack[-1]
            following = next(waiting_for, None)
            if following is None:
                state[node] = 2
                stack.pop()
                path.pop()
            elif state[following] == 1:
                return tuple(reversed(path[path.index(following) :]))
            elif state[following] == 0:
                state[following] = 1
                path.append(following)
                stack.append((following, bits(predecessors[following])))
    return ()


def topological_order(predecessors: Sequence[int]) -> tuple[int, ...]:
    """Return the nodes so that each comes after its predecessors, otherwise in the given order; needs no cycle."""
    order: list[int] = []
    placed = 0
    waiting = list(range(len(predecessors)))
    while waiting:
        ready = next(node for node in waiting if not predecessors[node] & ~placed)
        order.append(ready)
        placed |= 1 << ready
        waiting.remove(ready)
    return tuple(order)


def ancestors(predecessors: Sequence[int]) -> tuple[int, ...]:
    """Return, for each node, the mask of all that must end before it starts."""
    before = [0] * len(predecessors)
    for node in topological_order(predecessors):
        for earlier in bits(predecessors[node]):
            before[node] |= before[earlier] | 1 << earlier
    return tuple(before)


def components(nodes: int, before: Sequence[int]) -> list[int]:
    """Return the weakly connected parts of ``nodes`` under a transitive order, by lowest node."""
    parts: list[int] = []
    for node in bits(nodes):
        joined = 1 << node | before[node] & nodes
        apart: list[int] = []
        for part in parts:
            if part & joined:
                joined |= part
            else:
                apart.append(part)
        parts = [*apart, joined]
    return sorted(parts, key=lambda part: part & -part)
