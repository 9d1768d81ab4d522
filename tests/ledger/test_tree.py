"""The Merkle tree against published vectors, against a naive tree, and against every flipped bit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeclock.ledger import tree

# The inputs and answers that implementations of RFC 6962 share (certificate-transparency's merkle tree tests).
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
FIRST = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
SECOND = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
PAIR_0 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
PAIR_1 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
PAIR_2 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
EIGHTH_PAIR = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
FOUR_0 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
FOUR_1 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
INCLUSION = [
    (0, 1, []),
    (0, 8, [SECOND, PAIR_1, FOUR_1]),
    (2, 3, [PAIR_0]),
    (1, 5, [FIRST, PAIR_1, FIFTH]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [SECOND, PAIR_1, FOUR_1]),
    (6, 8, [PAIR_2, EIGHTH_PAIR, FOUR_0]),
    (2, 5, [PAIR_1, FIFTH]),
]


@dataclass(frozen=True)
class Grown:
    """A tree as the store keeps it: every complete node by level and number."""

    nodes: dict[tree.Node, bytes]
    size: int

    def at(self, level: int, no: int) -> bytes:
        return self.nodes[level, no]

    @property
    def root(self) -> bytes:
        return tree.root(self.size, self.at)


def leaf(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def grown(leaves: Sequence[bytes], *batches: int) -> Grown:
    """Add the leaves in batches of these sizes, the rest at once."""
    made = Grown({}, 0)
    for batch in (*batches, len(leaves)):
        part = leaves[made.size : made.size + batch]
        made = Grown(made.nodes | dict(tree.grown(made.size, part, made.at)), made.size + len(part))
    return made


def known(size: int) -> Grown:
    return grown([leaf(bytes.fromhex(each)) for each in INPUTS[:size]])


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 9162 §2.1.1 word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def some_leaves(count: int) -> list[bytes]:
    return [leaf(b"%d" % no) for no in range(count)]


def flipped(raw: bytes, bit: int) -> bytes:
    bit %= len(raw) * 8
    return bytes(each ^ (1 << bit % 8 if no == bit // 8 else 0) for no, each in enumerate(raw))


@pytest.mark.parametrize("size", range(9))
def test_the_roots_of_the_known_inputs_are_the_published_ones(size: int) -> None:
    assert known(size).root.hex() == ROOTS[size]


@pytest.mark.parametrize(("no", "size", "path"), INCLUSION)
def test_the_inclusion_paths_of_the_known_inputs_are_the_published_ones(no: int, size: int, path: list[str]) -> None:
    assert [each.hex() for each in tree.inclusion(no, size, known(8).at)] == path


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCY)
def test_the_consistency_proofs_of_the_known_inputs_are_the_published_ones(
    old: int, new: int, proof: list[str]
) -> None:
    assert [each.hex() for each in tree.consistency(old, new, known(8).at)] == proof


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(0, 40))
def test_a_tree_that_grew_in_batches_has_the_root_of_a_naive_one(batches: list[int], rest: int) -> None:
    leaves = some_leaves(sum(batches) + rest)

    assert grown(leaves, *batches).root == naive_root(leaves)


@given(st.data())
def test_every_leaf_is_proven_to_be_in_the_tree(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 200))
    no = data.draw(st.integers(0, size - 1))
    leaves = some_leaves(size)
    path = tree.inclusion(no, size, grown(leaves).at)

    assert tree.root_from_inclusion(no, size, leaves[no], path) == naive_root(leaves)


@given(st.data())
def test_a_flipped_bit_in_leaf_or_path_breaks_the_proof_of_inclusion(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 200))
    no = data.draw(st.integers(0, size - 1))
    made = grown(some_leaves(size))
    proof = [made.at(0, no), *tree.inclusion(no, size, made.at)]
    broken = data.draw(st.integers(0, len(proof) - 1))
    proof[broken] = flipped(proof[broken], data.draw(st.integers(0, 255)))

    assert tree.root_from_inclusion(no, size, proof[0], proof[1:]) != made.root


@given(st.data())
def test_a_leaf_is_not_proven_under_another_number(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 200))
    no = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-3, size + 3).filter(lambda each: each != no))
    made = grown(some_leaves(size))
    path = tree.inclusion(no, size, made.at)

    assert tree.root_from_inclusion(other, size, made.at(0, no), path) != made.root


@given(st.data())
def test_a_path_that_is_too_long_or_too_short_proves_nothing(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 200))
    no = data.draw(st.integers(0, size - 1))
    made = grown(some_leaves(size))
    path = tree.inclusion(no, size, made.at)

    assert tree.root_from_inclusion(no, size, made.at(0, no), path[:-1]) != made.root
    assert tree.root_from_inclusion(no, size, made.at(0, no), (*path, path[0])) is None


@pytest.mark.parametrize(("no", "size"), [(0, 0), (5, 5), (-1, 5), (6, 5)])
def test_no_path_is_given_for_a_leaf_that_is_not_there(no: int, size: int) -> None:
    with pytest.raises(ValueError, match="is not in a tree"):
        tree.inclusion(no, size, grown(some_leaves(8)).at)


@given(st.data())
def test_an_earlier_tree_is_proven_to_be_a_prefix(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 200))
    old = data.draw(st.integers(1, new))
    leaves = some_leaves(new)
    proof = tree.consistency(old, new, grown(leaves).at)

    assert tree.is_consistent(old, new, naive_root(leaves[:old]), naive_root(leaves), proof)


@given(st.data())
def test_a_flipped_bit_in_roots_or_proof_breaks_consistency(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 200))
    old = data.draw(st.integers(1, new - 1))
    leaves = some_leaves(new)
    parts = [naive_root(leaves[:old]), naive_root(leaves), *tree.consistency(old, new, grown(leaves).at)]
    broken = data.draw(st.integers(0, len(parts) - 1))
    parts[broken] = flipped(parts[broken], data.draw(st.integers(0, 255)))

    assert not tree.is_consistent(old, new, parts[0], parts[1], parts[2:])


@given(st.data())
def test_a_tree_whose_past_was_rewritten_is_not_consistent(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 100))
    old = data.draw(st.integers(1, new - 1))
    leaves = some_leaves(new)
    before = naive_root(leaves[:old])
    leaves[data.draw(st.integers(0, old - 1))] = leaf(b"another")
    proof = tree.consistency(old, new, grown(leaves).at)

    assert not tree.is_consistent(old, new, before, naive_root(leaves), proof)


@given(st.data())
def test_consistency_is_not_proven_for_other_sizes(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 100))
    old = data.draw(st.integers(1, new - 1))
    made = grown(some_leaves(new))
    old_root = tree.root(old, made.at)
    proof = tree.consistency(old, new, made.at)
    other = data.draw(st.integers(-2, new + 2).filter(lambda each: each != old))

    assert not tree.is_consistent(other, new, old_root, made.root, proof)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 3), (-1, 3), (4, 3)])
def test_sizes_that_make_no_sense_are_refused_on_both_sides(old: int, new: int) -> None:
    made = grown(some_leaves(3))

    with pytest.raises(ValueError, match="cannot be a prefix"):
        tree.consistency(old, new, made.at)
    assert not tree.is_consistent(old, new, made.root, made.root, [made.root])
