"""Latent Dirichlet allocation started from a factorisation."""

from __future__ import annotations

import logging
import math
import warnings
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from enacted.topics.vocabulary import Bags

# Passages that the start is made from at the most: it only has to point the way.
_START_FROM = 20_000
_INFERRED_AT_ONCE = 2_000


class TopicModel:
    """Topics of a corpus.

    Latent Dirichlet allocation (Blei, Ng and Jordan 2003), batch variational inference, started
    from a non-negative factorisation of TF-IDF: topics hardly depend on the seed and are more
    coherent than those that chance starts.

    Parameters
    ----------
    bags
        Passages, none of them empty.
    k
        Topics, at most as many as there are passages and terms.
    passes
        Passes over the passages.
    seed
        Seed of all that is random.
    start
        ``spectral`` starts from the leading singular vectors (Boutsidis and Gallopoulos 2008) and
        leaves next to nothing to chance; ``random`` is there to see how much the topics depend
        on the start.
    """

    def __init__(
        self, bags: Bags, *, k: int, passes: int, seed: int, start: str = "spectral"
    ) -> None:
        with _quiet():
            self._model = _fitted(bags, k, passes, seed, _start(bags, k, seed, start))

    def terms(self) -> NDArray[np.float64]:
        """Probability of each term in each topic, shape (topics, terms)."""
        # Rounded so that ties are ties and the order of terms does not hang on last bits.
        probabilities: NDArray[np.float64] = np.round(
            self._model.get_topics().astype(np.float64), 9
        )
        return probabilities

    def shares(self, bags: Bags) -> Iterator[NDArray[np.float64]]:
        """Share of each topic in each passage, in runs of passages: shape (passages, topics)."""
        chunk: list[Any] = []
        with _quiet():
            for number, bag in enumerate(bags, start=1):
                chunk.append(bag)
                if len(chunk) == _INFERRED_AT_ONCE or number == len(bags):
                    gamma, _ = self._model.inference(chunk)
                    gamma = gamma.astype(np.float64)
                    yield gamma / gamma.sum(axis=1, keepdims=True)
                    chunk = []


def topics_for(passages: int) -> int:
    """Number of topics for a corpus of so many passages, where the user names none.

    Half the square root: 10 for 400 passages, 40 for 6,400; from 2 to 100.
    """
    return min(100, max(2, round(math.sqrt(passages) / 2)))


def _start(bags: Bags, k: int, seed: int, start: str) -> NDArray[np.float64]:
    """Weight of each term in each topic, from a factorisation of TF-IDF."""
    from scipy import sparse
    from sklearn.decomposition import NMF

    taken = np.unique(np.linspace(0, len(bags) - 1, min(len(bags), _START_FROM)).astype(np.int64))
    lengths = np.diff(bags.offsets)[taken]
    ends = np.cumsum(lengths)
    cells = np.repeat(bags.offsets[taken] - (ends - lengths), lengths) + np.arange(lengths.sum())
    counts = sparse.csr_matrix(
        (
            bags.cells[cells, 1].astype(np.float64),
            bags.cells[cells, 0].astype(np.int32),
            np.concatenate([[0], ends]),
        ),
        shape=(len(taken), len(bags.terms)),
    )
    # Plain log(n / df): scikit-learn's own transformer adds 1, so that frequent words weigh more,
    # and the topics are less coherent and hang more on the seed.
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    counts.data *= np.log(len(taken) / np.maximum(frequency, 1))[counts.indices]
    length = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    counts.data /= np.repeat(np.where(length > 0, length, 1.0), lengths)
    factors = NMF(
        k, init="nndsvd" if start == "spectral" else "random", random_state=seed, max_iter=200
    )
    factors.fit(counts)
    return np.asarray(factors.components_, dtype=np.float64)


def _fitted(bags: Bags, k: int, passes: int, seed: int, start: NDArray[np.float64]) -> Any:
    from gensim.models import LdaModel

    model = LdaModel(
        corpus=None,
        id2word=dict(enumerate(bags.terms)),
        num_topics=k,
        passes=passes,
        update_every=0,
        eval_every=None,
        random_state=seed,
    )
    tokens = float(bags.cells[:, 1].sum(dtype=np.int64))
    # A topic that the factorisation left empty begins with nothing, as gensim can bear.
    of_topic = start / np.maximum(start.sum(axis=1, keepdims=True), 1e-12)
    model.state.sstats[...] = (of_topic * tokens / k).astype(model.dtype)
    model.sync_state()
    model.update(bags)
    return model


def _load() -> None:
    """Import what counts in threads: a limit holds only for libraries that are there already."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in ("gensim.models", "scipy.linalg", "sklearn.decomposition"):
            import_module(name)


@contextmanager
def _quiet() -> Iterator[None]:
    """One thread, and no word from libraries.

    The last bits of a sum depend on how many threads share it; and that few passes are enough,
    of which gensim warns, has been measured.
    """
    from threadpoolctl import threadpool_limits

    _load()
    logger = logging.getLogger("gensim")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), threadpool_limits(limits=1):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
