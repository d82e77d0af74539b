"""The encoder as a function of its weights, in torch; used in training only.

The network is BERT (Devlin et al. 2019) in the size of MiniLM (Wang et al. 2020). What stands at
the mark of the start and the mean over the tokens of the sentence itself go into a linear layer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HEADS = 12
EPSILON = 1e-12


def hidden(
    weights: Mapping[str, Any],
    ids: Any,
    segments: Any,
    *,
    dropout: float = 0.0,
    layers: int = 6,
    watch: Callable[[str, Any], None] | None = None,
) -> Any:
    """Vectors of the tokens.

    Parameters
    ----------
    weights
        Tensors by name, as ``base_weights`` gives them. A matrix with ``.down`` and ``.up`` beside
        it has their product added to it (adapters; Hu et al. 2022).
    ids, segments
        Batch by length; an id of 0 is padding.
    dropout
        Part of the values that is dropped; 0 outside training.
    watch
        Told what goes into each matrix, with its name.

    Returns
    -------
    Tensor
        Batch by length by width.
    """
    from torch.nn import functional

    def normed(name: str, value: Any) -> Any:
        gain, shift = weights[f"{name}.gain"], weights[f"{name}.shift"]
        return functional.layer_norm(value, gain.shape, gain, shift, EPSILON)

    def linear(name: str, value: Any) -> Any:
        if watch is not None:
            watch(name, value)
        out = functional.linear(value, weights[f"{name}.weight"], weights[f"{name}.bias"])
        if f"{name}.down" in weights:
            narrow = functional.linear(value, weights[f"{name}.down"])
            out = out + functional.linear(narrow, weights[f"{name}.up"])
        return out

    def dropped(value: Any) -> Any:
        return functional.dropout(value, dropout, training=True) if dropout else value

    batch, length = ids.shape
    seen = (ids != 0)[:, None, None, :]
    value = functional.embedding(ids, weights["pieces"])
    value = value + weights["places"][:length] + functional.embedding(segments, weights["segments"])
    value = dropped(normed("norm", value))
    width = value.shape[-1]
    for layer in range(layers):
        own = f"layer{layer}"
        parts = [
            linear(f"{own}.{part}", value)
            .view(batch, length, HEADS, width // HEADS)
            .transpose(1, 2)
            for part in ("query", "key", "value")
        ]
        heard = functional.scaled_dot_product_attention(*parts, attn_mask=seen, dropout_p=dropout)
        heard = heard.transpose(1, 2).reshape(batch, length, width)
        value = normed(f"{own}.heard", value + dropped(linear(f"{own}.out", heard)))
        inner = functional.gelu(linear(f"{own}.inner", value))
        value = normed(f"{own}.done", value + dropped(linear(f"{own}.outer", inner)))
    return value


def pooled(value: Any, ids: Any, segments: Any) -> Any:
    """What stands at the start, and the mean over the sentence's own tokens, side by side."""
    import torch

    own = ((ids != 0) & (segments == 0)).to(value.dtype)[:, :, None]
    return torch.cat([value[:, 0], (value * own).sum(1) / own.sum(1)], dim=1)


def logits(
    weights: Mapping[str, Any], ids: Any, segments: Any, *, dropout: float = 0.0, layers: int = 6
) -> Any:
    """One row a sentence, one column a class; see ``hidden``."""
    value = hidden(weights, ids, segments, dropout=dropout, layers=layers)
    return _head(weights, "head", pooled(value, ids, segments), dropout)


def both(
    weights: Mapping[str, Any],
    ids: Any,
    segments: Any,
    places: tuple[Any, Any],
    *,
    dropout: float = 0.0,
    layers: int = 6,
) -> tuple[Any, Any]:
    """Logits as ``logits`` gives them, and those of what is read of each mention.

    Parameters
    ----------
    places
        Row of each mention in the batch; and a row a mention, a column a token: the part that each
        token has in it.

    Returns
    -------
    tuple
        One row a sentence, one column a class; one row a mention, one column a value of
        ``mention_values.VALUES``.
    """
    import torch

    value = hidden(weights, ids, segments, dropout=dropout, layers=layers)
    sentence = pooled(value, ids, segments)
    rows, parts = places
    own = torch.bmm(parts[:, None].to(value.dtype), value[rows])[:, 0]
    mention = torch.cat([sentence[rows], own], dim=1)
    return (
        _head(weights, "head", sentence, dropout),
        _head(weights, "mention", mention, dropout),
    )


def _head(weights: Mapping[str, Any], name: str, value: Any, dropout: float) -> Any:
    from torch.nn import functional

    if dropout:
        value = functional.dropout(value, dropout, training=True)
    return functional.linear(value, weights[f"{name}.weight"], weights[f"{name}.bias"])


MATRICES = ("query", "key", "value", "out", "inner", "outer")
"""Parts of a layer that are matrices."""

_BERT = {
    "embeddings.word_embeddings.weight": "pieces",
    "embeddings.position_embeddings.weight": "places",
    "embeddings.token_type_embeddings.weight": "segments",
    "embeddings.LayerNorm.weight": "norm.gain",
    "embeddings.LayerNorm.bias": "norm.shift",
}
_BERT_LAYER = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "out",
    "intermediate.dense": "inner",
    "output.dense": "outer",
}
_BERT_NORM = {"attention.output.LayerNorm": "heard", "output.LayerNorm": "done"}


def own_names(bert: Mapping[str, Any], layers: int = 6) -> dict[str, Any]:
    """Weights of a BERT under the names used here; the pooler is left out.

    Raises
    ------
    KeyError
        Where one is missing.
    """
    weights = {own: bert[name] for name, own in _BERT.items()}
    for layer in range(layers):
        base = f"encoder.layer.{layer}"
        for name, own in _BERT_LAYER.items():
            for part in ("weight", "bias"):
                weights[f"layer{layer}.{own}.{part}"] = bert[f"{base}.{name}.{part}"]
        for name, own in _BERT_NORM.items():
            weights[f"layer{layer}.{own}.gain"] = bert[f"{base}.{name}.weight"]
            weights[f"layer{layer}.{own}.shift"] = bert[f"{base}.{name}.bias"]
    return weights
