"""Weights of the encoder to one small ONNX file; used in training only.

Matrices become 8-bit integers with a scale a column, rows of the vocabulary 8-bit integers with a
scale each; what goes into a matrix is made 8-bit while it runs (dynamic quantisation, Jacob et al.
2018). The same weights give the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from enacted.stance.encoder import VERSION, seal
from enacted.stance.network import EPSILON, HEADS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from enacted.stance.blend import Blend
    from enacted.stance.reader import Reader

_OPSET = 20
_IR_VERSION = 9
_SHARE = 0.8
_OF_MENTIONS = "mention."
"""What the names of all begin with that reads mentions."""


class _Graph:
    """Nodes and numbers of a graph, in the order in which they are added.

    Parameters
    ----------
    prefix
        Of the names of what is added, so that two networks go into one graph.
    shared
        Names of numbers that the graph has already: they are not added again.
    """

    def __init__(self, prefix: str = "", shared: Collection[str] = ()) -> None:
        self.nodes: list[Any] = []
        self.numbers: list[Any] = []
        self._prefix = prefix
        self._shared = shared

    def number(self, name: str, array: NDArray[Any]) -> str:
        from onnx import numpy_helper

        if name in self._shared:
            return name
        own = self._prefix + name
        self.numbers.append(numpy_helper.from_array(np.asarray(array, order="C"), own))
        return own

    def add(self, kind: str, inputs: Sequence[str], name: str, **options: Any) -> str:
        return self.give(kind, inputs, self._prefix + name, **options)

    def give(self, kind: str, inputs: Sequence[str], name: str, **options: Any) -> str:
        """A node that is the graph's answer: it keeps its name."""
        from onnx import helper

        self.nodes.append(helper.make_node(kind, list(inputs), [name], name, **options))
        return name

    def whole(self, value: str, name: str) -> tuple[str, str, str]:
        """A value as 8-bit integers: integers, scale, zero."""
        from onnx import helper

        own = self._prefix + name
        parts = (f"{own}.whole", f"{own}.scale", f"{own}.zero")
        self.nodes.append(helper.make_node("DynamicQuantizeLinear", [value], list(parts), parts[0]))
        return parts

    def linear(
        self,
        value: str,
        weight: NDArray[Any],
        bias: NDArray[Any],
        name: str,
        peaks: NDArray[Any],
    ) -> str:
        """Product with a matrix (inputs by outputs) of 8-bit integers, and bias."""
        shrink = smoothing(peaks, weight)
        value = self.add("Mul", (value, self.number(f"{name}.shrink", shrink)), f"{name}.small")
        whole = self.whole(value, f"{name}.in")
        integers, scales = to_integers(weight / shrink[:, None], axis=0)
        matrix = self.number(f"{name}.matrix", integers)
        total = self.add("MatMulInteger", (whole[0], matrix, whole[2]), f"{name}.total")
        total = self.add("Cast", (total,), f"{name}.float", to=1)
        scale = self.number(f"{name}.scales", scales.ravel())
        scale = self.add("Mul", (whole[1], scale), f"{name}.unit")
        total = self.add("Mul", (total, scale), f"{name}.scaled")
        return self.add("Add", (total, self.number(f"{name}.bias", bias)), f"{name}.out")

    def adapted(
        self,
        value: str,
        out: str,
        adapters: Sequence[tuple[NDArray[Any], NDArray[Any]]],
        name: str,
    ) -> str:
        """What a matrix gives, and what adapters (inputs by rank, rank by outputs) add to it.

        One adapter for each of the matrices that stand side by side in it; without any, no more.
        """
        if not adapters:
            return out
        added = []
        for place, both in enumerate(adapters):
            narrow = value
            for end, weight in zip(("down", "up"), both, strict=True):
                own = f"{name}.{end}{place}"
                integers, scales = to_integers(weight, axis=0)
                matrix = self.add("Cast", (self.number(f"{own}.matrix", integers),), own, to=1)
                matrix = self.add("Mul", (matrix, self.number(f"{own}.scales", scales)), f"{own}.w")
                narrow = self.add("MatMul", (narrow, matrix), f"{own}.out")
            added.append(narrow)
        total = self.add("Concat", added, f"{name}.added", axis=-1)
        return self.add("Add", (out, total), f"{name}.adapted")

    def normed(self, value: str, weights: Mapping[str, NDArray[Any]], name: str) -> str:
        """Layer normalisation."""
        gain = self.number(f"{name}.gain", weights[f"{name}.gain"])
        shift = self.number(f"{name}.shift", weights[f"{name}.shift"])
        parts = (value, gain, shift)
        return self.add("LayerNormalization", parts, f"{name}.out", axis=-1, epsilon=EPSILON)


def to_integers(values: NDArray[Any], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """8-bit integers and the scale of each slice along an axis, with no offset."""
    largest = np.abs(values).max(axis=axis, keepdims=True)
    scales = (np.where(largest > 0, largest, 1.0) / 127).astype(np.float32)
    return np.round(values / scales).astype(np.int8), scales


def smoothing(peaks: NDArray[Any], weight: NDArray[Any]) -> NDArray[np.float32]:
    """What inputs are multiplied by, and rows of a matrix divided by, before both become integers.

    Two or three inputs of a layer are many times the others; left as they are, the others would
    fall on a handful of integers. So a part of their size goes over to the matrix (Xiao et al.
    2023).
    """
    sizes = np.maximum(peaks, 1e-3) ** _SHARE
    rows = np.maximum(np.abs(weight).max(axis=1), 1e-4) ** (1 - _SHARE)
    shrink = (rows / sizes).astype(np.float32)
    smooth: NDArray[np.float32] = shrink / shrink.max()
    return smooth


def encoder_bytes(
    weights: Mapping[str, NDArray[Any]],
    pieces: Sequence[str],
    blend: Blend,
    peaks: Mapping[str, NDArray[Any]],
    *,
    reader: Reader | None = None,
    layers: int = 6,
) -> bytes:
    """Content of a model file.

    Parameters
    ----------
    weights
        By the names that ``network`` uses; matrices are outputs by inputs, as in torch.
    pieces
        The vocabulary, one row of ``weights["pieces"]`` each.
    peaks
        The largest size of each value that goes into a matrix, as ``fine_tune.peaks`` finds it.
    reader
        How mentions are read from what the network makes of them; without, it makes nothing.
    """
    from onnx import TensorProto, helper

    graph = _Graph()
    value, own = _network(graph, _narrow(weights), peaks, layers)
    pooled = _pooled(graph, value)
    head = graph.number("head", np.asarray(weights["head.weight"], np.float32).T)
    answer = graph.add("MatMul", (pooled, head), "head.out")
    bias = graph.number("head.bias", np.asarray(weights["head.bias"], np.float32))
    graph.give("Add", (answer, bias), "logits")
    taken = [
        helper.make_tensor_value_info(n, TensorProto.INT64, ["n"]) for n in ("ids", "segments")
    ]
    given = [
        helper.make_tensor_value_info("logits", TensorProto.FLOAT, [len(weights["head.bias"])])
    ]
    if reader is not None:
        _mentions(graph, _narrow(weights), value, pooled, own)
        taken.append(_spans())
        given.append(_read(weights))
    made = helper.make_graph(graph.nodes, "stance", taken, given, graph.numbers)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)])
    model.ir_version = _IR_VERSION
    model.producer_name = "enacted"
    described = {
        "enacted_stance_version": str(VERSION),
        "pieces": "\n".join(pieces),
        "rows": str(len(weights["pieces"])),
        "longest": str(len(weights["places"])),
        "blend": json.dumps(asdict(blend)),
    }
    if reader is not None:
        described["reader"] = reader.as_json()
    helper.set_model_props(model, described)
    return seal(model.SerializeToString(deterministic=True))


def with_mentions(
    content: bytes, weights: Mapping[str, NDArray[Any]], reader: Reader, *, layers: int = 6
) -> bytes:
    """A model file that reads mentions with adapters of their own.

    A second pass of the same tokens goes through the same matrices, with adapters beside them. What
    the file says of status stays as it is; how it read mentions before is left out.

    Parameters
    ----------
    content
        Of the file, as ``encoder_bytes`` or this function made it.
    weights
        What ``weights_of`` reads from it, with adapters (``.down``, ``.up``), ``mention.weight``
        and ``mention.bias``.
    reader
        How what is read is weighed.
    """
    from onnx import helper, load_model_from_string

    model = load_model_from_string(content)
    graph = model.graph
    kept = [n for n in graph.node if not n.name.startswith(_OF_MENTIONS) and n.name != "mentions"]
    numbers = [n for n in graph.initializer if not n.name.startswith(_OF_MENTIONS)]
    new = _Graph(_OF_MENTIONS, {number.name for number in numbers})
    ones = {name.removesuffix(".weight"): np.ones(1) for name in weights}
    value, own = _network(new, _narrow(weights), ones, layers)
    read = f"{_OF_MENTIONS}read"
    _mentions(new, _narrow(weights), value, _pooled(new, value), own, read)
    made = helper.make_graph(
        [*kept, *_where_there_are_any(new, _read(weights, read))],
        graph.name,
        [*(taken for taken in graph.input if taken.name != "spans"), _spans()],
        [*(given for given in graph.output if given.name != "mentions"), _read(weights)],
        [*numbers, *new.numbers],
    )
    model.graph.CopyFrom(made)
    return with_reader(model.SerializeToString(), reader)


def _where_there_are_any(graph: _Graph, read: Any) -> list[Any]:
    """Nodes that run those of a graph only where there are mentions."""
    from onnx import TensorProto, helper

    width = read.type.tensor_type.shape.dim[1].dim_value
    nothing = helper.make_tensor("value", TensorProto.FLOAT, [0, width], [])
    none = f"{_OF_MENTIONS}none"
    without = helper.make_node("Constant", [], [none], none, value=nothing)
    branches = {
        "then_branch": helper.make_graph(graph.nodes, "some", [], [read]),
        "else_branch": helper.make_graph(
            [without],
            "none",
            [],
            [helper.make_tensor_value_info(none, TensorProto.FLOAT, [0, width])],
        ),
    }
    asking = _Graph(_OF_MENTIONS)
    count = asking.add("Size", ("spans",), "count")
    some = asking.add("Greater", (count, asking.number("zero", np.array(0))), "some")
    graph.numbers += asking.numbers
    asking.give("If", (some,), "mentions", **branches)
    return asking.nodes


def weights_of(content: bytes, *, layers: int = 6) -> dict[str, NDArray[np.float32]]:
    """Weights of a model file by the names of ``network``, as near as its integers give them.

    What reads mentions is not among them.
    """
    from onnx import load_model_from_string, numpy_helper

    graph = load_model_from_string(content).graph
    numbers = {number.name: numpy_helper.to_array(number) for number in graph.initializer}

    def matrix(name: str) -> NDArray[np.float32]:
        """Outputs by inputs."""
        whole = numbers[f"{name}.matrix"].astype(np.float32) * numbers[f"{name}.scales"]
        own: NDArray[np.float32] = (whole * numbers[f"{name}.shrink"][:, None]).T
        return own

    weights = {
        "pieces": numbers["pieces"].astype(np.float32) * numbers["pieces.scales"],
        "places": numbers["places"],
        "segments": numbers["sides"],
        "head.weight": numbers["head"].T,
        "head.bias": numbers["head.bias"],
    }
    for name in [
        "norm",
        *(f"layer{i}.{part}" for i in range(layers) for part in ("heard", "done")),
    ]:
        weights |= {f"{name}.{part}": numbers[f"{name}.{part}"] for part in ("gain", "shift")}
    root = np.float32(np.sqrt(weights["pieces"].shape[1] // HEADS))
    for layer in range(layers):
        own = f"layer{layer}"
        for part in ("out", "inner", "outer"):
            weights[f"{own}.{part}.weight"] = matrix(f"{own}.{part}")
            weights[f"{own}.{part}.bias"] = numbers[f"{own}.{part}.bias"]
        beside: list[tuple[str, tuple[str, ...]]] = [("asked", ("query", "key", "value"))]
        if layer == layers - 1:
            beside = [("asked", ("query",)), ("told", ("key", "value"))]
        for label, parts in beside:
            whole, bias = matrix(f"{own}.{label}"), numbers[f"{own}.{label}.bias"]
            for part, rows, some in zip(
                parts, np.split(whole, len(parts)), np.split(bias, len(parts)), strict=True
            ):
                factor = root if part == "query" else np.float32(1)
                weights[f"{own}.{part}.weight"] = rows * factor
                weights[f"{own}.{part}.bias"] = some * factor
    return {name: np.ascontiguousarray(array) for name, array in weights.items()}


def with_reader(content: bytes, reader: Reader) -> bytes:
    """A model file in which what the network says of mentions is weighed otherwise."""
    from onnx import helper, load_model_from_string

    model = load_model_from_string(content)
    described = {entry.key: entry.value for entry in model.metadata_props if entry.key != "sha256"}
    del model.metadata_props[:]
    helper.set_model_props(model, {**described, "reader": reader.as_json()})
    return seal(model.SerializeToString(deterministic=True))


def _narrow(weights: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    return {name: np.asarray(array, dtype=np.float32) for name, array in weights.items()}


def _spans() -> Any:
    from onnx import TensorProto, helper

    return helper.make_tensor_value_info("spans", TensorProto.FLOAT, ["m", "n"])


def _read(weights: Mapping[str, NDArray[Any]], name: str = "mentions") -> Any:
    from onnx import TensorProto, helper

    shape = ["m", len(weights["mention.bias"])]
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _network(
    graph: _Graph,
    weights: Mapping[str, NDArray[Any]],
    peaks: Mapping[str, NDArray[Any]],
    layers: int,
) -> tuple[str, str]:
    """Vectors of the sentence's own tokens, and how many they are."""
    value = _embedded(graph, weights)
    own = _own(graph)
    for layer in range(layers):
        # Of the last layer only the sentence's own tokens are read.
        last = layer == layers - 1
        value = _layer(graph, weights, peaks, value, f"layer{layer}", own=own if last else None)
    return value, own


def _embedded(graph: _Graph, weights: Mapping[str, NDArray[Any]]) -> str:
    integers, scales = to_integers(weights["pieces"], axis=1)
    rows = graph.add("Gather", (graph.number("pieces", integers), "ids"), "pieces.rows")
    rows = graph.add("Cast", (rows,), "pieces.float", to=1)
    units = graph.add("Gather", (graph.number("pieces.scales", scales), "ids"), "pieces.units")
    value = graph.add("Mul", (rows, units), "pieces.out")
    begin = graph.number("places.begin", np.array([0]))
    length = graph.add("Shape", ("ids",), "places.end")
    table = graph.number("places", weights["places"])
    places = graph.add("Slice", (table, begin, length), "places.out")
    sides = graph.add(
        "Gather", (graph.number("sides", weights["segments"]), "segments"), "sides.out"
    )
    value = graph.add("Add", (value, places), "placed")
    return graph.normed(graph.add("Add", (value, sides), "sided"), weights, "norm")


def _layer(
    graph: _Graph,
    weights: Mapping[str, NDArray[Any]],
    peaks: Mapping[str, NDArray[Any]],
    value: str,
    name: str,
    *,
    own: str | None = None,
) -> str:
    """One layer; with ``own``, a count, of the first tokens alone, which still hear all."""
    width = _width(weights)
    size = width // HEADS

    def projected(source: str, parts: Sequence[str], label: str) -> list[str]:
        # The division by the root of the size is made part of the queries.
        factors = [1 / np.sqrt(size) if part == "query" else 1.0 for part in parts]
        both = list(zip(parts, factors, strict=True))
        matrix = np.concatenate([weights[f"{name}.{p}.weight"] * f for p, f in both]).T
        bias = np.concatenate([weights[f"{name}.{p}.bias"] * f for p, f in both])
        matrix, bias = matrix.astype(np.float32), bias.astype(np.float32)
        out = graph.linear(source, matrix, bias, f"{name}.{label}", peaks[f"{name}.query"])
        pairs = [(f"{name}.{part}", f) for part, f in both]
        own = [pair for stem, f in pairs for pair in _adapters(weights, stem, f)]
        out = graph.adapted(source, out, own, f"{name}.{label}")
        shape = graph.number(f"{name}.{label}.shape", np.array([-1, len(parts), HEADS, size]))
        out = graph.add("Reshape", (out, shape), f"{name}.{label}.split")
        # Parts by heads by length by size.
        out = graph.add("Transpose", (out,), f"{name}.{label}.turned", perm=[1, 2, 0, 3])
        rows = [graph.number(f"{name}.{part}.place", np.array(at)) for at, part in enumerate(parts)]
        return [
            graph.add("Gather", (out, row), f"{name}.{part}", axis=0)
            for part, row in zip(parts, rows, strict=True)
        ]

    if own is None:
        query, key, held = projected(value, ("query", "key", "value"), "asked")
    else:
        key, held = projected(value, ("key", "value"), "told")
        value = _first(graph, value, own, f"{name}.own")
        (query,) = projected(value, ("query",), "asked")
    keys = graph.add("Transpose", (key,), f"{name}.keys", perm=[0, 2, 1])
    scores = graph.add("MatMul", (query, keys), f"{name}.scores")
    shares = graph.add("Softmax", (scores,), f"{name}.shares", axis=-1)
    heard = graph.add("MatMul", (shares, held), f"{name}.mixed")
    heard = graph.add("Transpose", (heard,), f"{name}.back", perm=[1, 0, 2])
    flat = graph.number(f"{name}.flat", np.array([-1, width]))
    heard = graph.add("Reshape", (heard, flat), f"{name}.joined")

    def linear(source: str, part: str) -> str:
        stem = f"{name}.{part}"
        matrix, bias = weights[f"{stem}.weight"].T, weights[f"{stem}.bias"]
        out = graph.linear(source, matrix, bias, stem, peaks[stem])
        return graph.adapted(source, out, _adapters(weights, stem), stem)

    heard = graph.add("Add", (value, linear(heard, "out")), f"{name}.sum")
    value = graph.normed(heard, weights, f"{name}.heard")
    inner = graph.add("Gelu", (linear(value, "inner"),), f"{name}.gelu")
    done = graph.add("Add", (value, linear(inner, "outer")), f"{name}.last")
    return graph.normed(done, weights, f"{name}.done")


def _adapters(
    weights: Mapping[str, NDArray[Any]], stem: str, factor: float = 1.0
) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """The adapter of a matrix, inputs by rank and rank by outputs; none where it has none."""
    if f"{stem}.down" not in weights:
        return []
    return [(weights[f"{stem}.down"].T, weights[f"{stem}.up"].T * np.float32(factor))]


def _own(graph: _Graph) -> str:
    """How many tokens the sentence itself has; they stand first, the start among them."""
    one = graph.number("one", np.array(1))
    axis = graph.number("axis", np.array([0]))
    return graph.add("ReduceSum", (graph.add("Sub", (one, "segments"), "own"), axis), "own.count")


def _first(graph: _Graph, value: str, count: str, name: str, axis: int = 0) -> str:
    begin = graph.number(f"{name}.begin", np.array([0]))
    along = graph.number(f"{name}.axis", np.array([axis]))
    return graph.add("Slice", (value, begin, count, along), name)


def _pooled(graph: _Graph, value: str) -> str:
    """What stands at the start, and the mean over the tokens."""
    start = graph.add("Gather", (value, graph.number("start", np.array(0))), "start.out", axis=0)
    axis = graph.number("mean.axis", np.array([0]))
    mean = graph.add("ReduceMean", (value, axis), "own.mean", keepdims=0)
    return graph.add("Concat", (start, mean), "pooled", axis=0)


def _mentions(
    graph: _Graph,
    weights: Mapping[str, NDArray[Any]],
    value: str,
    pooled: str,
    own: str,
    name: str = "mentions",
) -> None:
    """What is read of mentions: the sentence's part, the same for all, and their own tokens'."""
    matrix = weights["mention.weight"].T
    width = _width(weights)
    whole = graph.number("mention.sentence", matrix[: 2 * width])
    whole = graph.add("MatMul", (pooled, whole), "mention.whole")
    spans = _first(graph, "spans", own, "mention.spans", axis=1)
    tokens = graph.add("MatMul", (spans, value), "mention.tokens")
    part = graph.number("mention.own", matrix[2 * width :])
    part = graph.add("MatMul", (tokens, part), "mention.part")
    total = graph.add("Add", (part, whole), "mention.total")
    graph.give("Add", (total, graph.number("mention.bias", weights["mention.bias"])), name)


def _width(weights: Mapping[str, NDArray[Any]]) -> int:
    width: int = weights["pieces"].shape[1]
    return width
