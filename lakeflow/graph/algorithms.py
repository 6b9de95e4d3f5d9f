"""Order on the nodes 0..n-1 of a directed graph, as bit masks: bit ``i`` of a mask stands for node ``i``."""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush


def bits(mask: int) -> Iterator[int]:
    """Yield the nodes of a mask, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def find_cycle(predecessors: Sequence[int]) -> tuple[int, ...]:
    """Return the nodes of a cycle in the order they wait for each other, empty if there is none."""
    if all(mask < 1 << node for node, mask in enumerate(predecessors)):
        return ()  # each waits for nodes before it only, as most are declared
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
    successors: list[list[int]] = [[] for _ in predecessors]
    missing = [mask.bit_count() for mask in predecessors]
    for node, mask in enumerate(predecessors):
        for earlier in bits(mask):
            successors[earlier].append(node)
    ready = [node for node, count in enumerate(missing) if count == 0]
    order: list[int] = []
    while ready:
        node = heappop(ready)
        order.append(node)
        for later in successors[node]:
            missing[later] -= 1
            if missing[later] == 0:
                heappush(ready, later)
    return tuple(order)
