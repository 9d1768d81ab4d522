"""The RFC 9162 tree over leaf hashes: inner nodes, roots, and proofs of inclusion and consistency."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

Node = tuple[int, int]
NodeAt = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def parent(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def grown(size: int, leaves: Iterable[bytes], node_at: NodeAt) -> Iterator[tuple[Node, bytes]]:
    """Yield every complete node that appears when `leaves` are added to a tree of `size` leaves.

    Level 0 are the leaves themselves; `node_at(level, no)` gives nodes that existed before.
    """
    fresh: dict[Node, bytes] = {}
    for no, leaf in enumerate(leaves, start=size):
        level, index, digest = 0, no, leaf
        fresh[level, index] = digest
        yield (level, index), digest
        while index & 1:
            left = fresh.get((level, index - 1)) or node_at(level, index - 1)
            level, index, digest = level + 1, index >> 1, parent(left, digest)
            fresh[level, index] = digest
            yield (level, index), digest


def peaks(size: int) -> tuple[Node, ...]:
    """Return the complete subtrees of a tree of `size` leaves, largest first: 6 is 4 + 2."""
    found = []
    start = 0
    for level in range(size.bit_length() - 1, -1, -1):
        width = 1 << level
        if size & width:
            found.append((level, start >> level))
            start += width
    return tuple(found)


def root(size: int, node_at: NodeAt) -> bytes:
    """Return the tree head of the first `size` leaves."""
    if not size:
        return EMPTY_ROOT
    hashes = [node_at(level, no) for level, no in peaks(size)]
    digest = hashes.pop()
    while hashes:
        digest = parent(hashes.pop(), digest)
    return digest


def inclusion(no: int, size: int, node_at: NodeAt) -> tuple[bytes, ...]:
    """Return the audit path of leaf `no` in a tree of `size` leaves (RFC 9162 §2.1.3)."""
    if not 0 <= no < size:
        raise ValueError(f"leaf {no} is not in a tree of {size}")
    return tuple(_path(no, 0, size, node_at))


def _path(no: int, start: int, size: int, node_at: NodeAt) -> Iterator[bytes]:
    if size == 1:
        return
    split = _split(size)
    if no < split:
        yield from _path(no, start, split, node_at)
        yield _hash_of(start + split, size - split, node_at)
    else:
        yield from _path(no - split, start + split, size - split, node_at)
        yield _hash_of(start, split, node_at)


def _hash_of(start: int, size: int, node_at: NodeAt) -> bytes:
    """Return the hash over leaves start … start+size; start is a multiple of the next power of two."""
    level = size.bit_length() - 1
    if size == 1 << level:
        return node_at(level, start >> level)
    split = _split(size)
    return parent(_hash_of(start, split, node_at), _hash_of(start + split, size - split, node_at))


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def root_from_inclusion(no: int, size: int, leaf: bytes, path: Iterable[bytes]) -> bytes | None:
    """Return the root that leaf and path lead to, or None where they cannot belong together (RFC 9162 §2.1.3.2)."""
    if not 0 <= no < size:
        return None
    index, last, digest = no, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            digest = parent(sibling, digest)
            while not index & 1 and index:
                index >>= 1
                last >>= 1
        else:
            digest = parent(digest, sibling)
        index >>= 1
        last >>= 1
    return digest if last == 0 else None


def consistency(old: int, new: int, node_at: NodeAt) -> tuple[bytes, ...]:
    """Return the proof that the tree of `old` leaves is a prefix of that of `new` (RFC 9162 §2.1.4)."""
    if not 0 < old <= new:
        raise ValueError(f"a tree of {old} leaves cannot be a prefix of one of {new}")
    return tuple(_subproof(old, 0, new, True, node_at))


def _subproof(old: int, start: int, size: int, whole: bool, node_at: NodeAt) -> Iterator[bytes]:
    if old == size:
        if not whole:
            yield _hash_of(start, size, node_at)
        return
    split = _split(size)
    if old <= split:
        yield from _subproof(old, start, split, whole, node_at)
        yield _hash_of(start + split, size - split, node_at)
    else:
        yield from _subproof(old - split, start + split, size - split, False, node_at)
        yield _hash_of(start, split, node_at)


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Iterable[bytes]) -> bool:
    """Say whether the proof shows that nothing before `old` was changed (RFC 9162 §2.1.4.2)."""
    steps = list(proof)
    if not 0 < old <= new:
        return False
    if old == new:
        return not steps and old_root == new_root
    index, last = old - 1, new - 1
    while index & 1:
        index >>= 1
        last >>= 1
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    old_digest = new_digest = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old_digest, new_digest = parent(step, old_digest), parent(step, new_digest)
            while not index & 1 and index:
                index >>= 1
                last >>= 1
        else:
            new_digest = parent(new_digest, step)
        index >>= 1
        last >>= 1
    return last == 0 and old_digest == old_root and new_digest == new_root
