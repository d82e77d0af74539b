"""Files that were harmed: bits flipped, parts cut, doubled, overwritten, files spliced."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

MUTATION = st.one_of(
    st.tuples(st.just("flip"), st.integers(0, 10**6), st.integers(0, 7)),
    st.tuples(st.just("cut"), st.integers(0, 10**6), st.integers(0, 400)),
    st.tuples(st.just("copy"), st.integers(0, 10**6), st.integers(0, 10**6)),
    st.tuples(st.just("end"), st.integers(0, 10**6), st.just(0)),
    st.tuples(st.just("put"), st.integers(0, 10**6), st.binary(min_size=1, max_size=20)),
    st.tuples(
        st.just("put"),
        st.integers(0, 10**6),
        st.sampled_from([b" 4294967295 ", b" -1 ", b"<<" * 40, b"[" * 400, b" 1e38 ", b"1 0 R "]),
    ),
)


def mutate(source: bytes, mutations: list[tuple[str, int, Any]]) -> bytes:
    """The file after the changes, one after the other."""
    data = bytearray(source)
    for kind, where, how in mutations:
        place = where % max(1, len(data))
        match kind:
            case "flip" if data:
                data[place] ^= 1 << how
            case "cut":
                del data[place : place + how]
            case "copy":
                data[place:place] = data[how % max(1, len(data)) :][:500]
            case "end":
                del data[place:]
            case "put":
                data[place : place + len(how)] = how
    return bytes(data)


def splice(first: bytes, second: bytes, cut: int, join: int) -> bytes:
    """The head of one file before the tail of another."""
    return first[: cut % (len(first) + 1)] + second[join % (len(second) + 1) :]
