"""Checking the log: the tree against its leaves, and every signed head against the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from timeclock.ledger import checkpoint, tree
from timeclock.ledger.checkpoint import BadNote
from timeclock.ledger.tree import Node
from timeclock.service.trust import Discrepancy, Trusted
from timeclock.store import audit, evidence, log
from timeclock.store.db import Session
from timeclock.store.log import SignedHead

# A head is signed every minute; after this long without one somebody took heads away, or nobody signs.
SIGNED_WITHIN = timedelta(minutes=15)
# A leaf hash and the record it stands for, in the order of the log.
Leaf = tuple[bytes, str]


def check(session: Session, leaves: Sequence[Leaf], trusted: Trusted, now: datetime) -> tuple[int, list[Discrepancy]]:
    """Return how many heads there are, kept ones and witnessed ones, and what does not fit the leaves."""
    nodes = dict(tree.grown(0, (digest for digest, _ in leaves), _none_before))
    found = list(_check_nodes(nodes, evidence.nodes(session), leaves))
    heads = log.heads(session)
    signed = max((head.size for head in heads), default=0)
    if (since := log.unsigned_since(session, signed)) is not None and since + SIGNED_WITHIN < now:
        found.append(Discrepancy("checkpoint", str(signed), f"no signed head covers what was included since {since}"))
    for head in heads:
        found += _check_head(str(head.size), head.note, head, nodes, len(leaves), trusted)
    lost = audit.lost_heads(session)
    for note in trusted.witnessed:
        found += _check_witnessed(note, nodes, len(leaves), trusted, lost)
    return len(heads) + len(trusted.witnessed), found


def _none_before(level: int, no: int) -> bytes:
    raise LookupError(f"the tree is built from its first leaf, yet node {level}:{no} was asked for")


def _check_nodes(
    built: Mapping[Node, bytes], stored: Mapping[Node, bytes], leaves: Sequence[Leaf]
) -> Iterator[Discrepancy]:
    inner = {at: digest for at, digest in built.items() if at[0]}
    for level, no in sorted(inner.keys() | stored.keys()):
        if inner.get((level, no)) != stored.get((level, no)):
            # Just above the leaves the records are few enough to be named: it may be they that were exchanged.
            below = ", ".join(record for _, record in leaves[2 * no : 2 * no + 2]) if level == 1 else "the leaves"
            yield Discrepancy("ledger_node", f"{level}:{no}", f"is not what {below or 'the leaves'} give")


def _check_witnessed(
    note: str, nodes: Mapping[Node, bytes], leaves: int, trusted: Trusted, lost: frozenset[tuple[int, str]]
) -> Iterator[Discrepancy]:
    """A head that a restore lost stays a discrepancy, and is told apart from one that nobody has explained."""
    for fault in _check_head("witnessed", note, None, nodes, leaves, trusted):
        try:
            head = checkpoint.read(note, trusted.origin, trusted.log_key)
        except BadNote:
            yield fault
            return
        on_record = (head.size, head.root.hex()) in lost
        yield replace(fault, what=f"{fault.what}; on record as lost by a restore") if on_record else fault


def _check_head(
    name: str, note: str, kept: SignedHead | None, nodes: Mapping[Node, bytes], leaves: int, trusted: Trusted
) -> Iterator[Discrepancy]:
    try:
        head = checkpoint.read(note, trusted.origin, trusted.log_key)
    except BadNote as fault:
        yield Discrepancy("checkpoint", name, str(fault))
        return
    if kept is not None and (kept.size, kept.root, kept.at) != (head.size, head.root, head.at):
        yield Discrepancy("checkpoint", name, f"is not what was signed: checkpoint {head.size} of {head.at}")
    if head.size > leaves:
        yield Discrepancy("checkpoint", name, f"was signed over {head.size} leaves, the log has {leaves}")
    elif tree.root(head.size, lambda level, no: nodes[level, no]) != head.root:
        yield Discrepancy("checkpoint", name, f"the first {head.size} leaves do not give the signed root")
