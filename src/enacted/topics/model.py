"""Latent Dirichlet allocation started from a factorisation, and held near it."""

from __future__ import annotations

import logging
import math
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from enacted.topics.inference import infer
from enacted.topics.tokens import release

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from enacted.topics.bags import Bags

# Passages that the start is made from at the most, as it only has to point the way; and where many
# models are compared with each other.
_START_FROM, _START_ROUGHLY_FROM = 20_000, 5_000
_INFERRED_AT_ONCE = 2_048
# Iterations of the factorisation: to the end, and where many models are compared with each other.
_NMF_ITERATIONS, _NMF_ROUGH = 100, 30
# Iterations a passage while fitting, where the next pass goes on anyway, and after.
_ROUGH, _FINE = 10, 50
PRIOR = 0.03
"""Weight of the factorisation as a prior, in times of the words of the corpus.

Coherence grows with it; at 3, topics of news are as coherent as those of the factorisation. But
shares get worse: of simulated corpora they miss the truth hardly more at 0.03 than at 0, and twice
as far at 3."""
SEED_PRIOR = 100.0
"""Pseudo-count of a seed word in its topic."""


@dataclass(frozen=True, slots=True)
class TopicModel:
    """Topics as they were fitted.

    Attributes
    ----------
    weights
        Parameters of the topics' distributions over terms, shape (topics, terms).
    alpha
        Parameters of the distribution over topics, shape (topics,).
    """

    weights: NDArray[np.float32]
    alpha: NDArray[np.float32]

    def terms(self) -> NDArray[np.float64]:
        """Probability of each term in each topic, shape (topics, terms)."""
        wide = self.weights.astype(np.float64)
        # Rounded so that ties are ties and the order of terms does not hang on last bits.
        probabilities: NDArray[np.float64] = np.round(wide / wide.sum(axis=1, keepdims=True), 9)
        return probabilities

    def shares(self, bags: Bags, *, rough: bool = False) -> Iterator[NDArray[np.float64]]:
        """Share of each topic in each passage, in runs of passages: shape (passages, topics).

        The shares of a passage depend on nothing but its terms and the model.

        Parameters
        ----------
        rough
            Stop sooner, where only sums over many passages are wanted.
        """
        iterations = _ROUGH if rough else _FINE
        from scipy.special import psi

        wide = self.weights.astype(np.float64)
        likely = np.exp(psi(wide) - psi(wide.sum(axis=1, keepdims=True))).astype(np.float32)
        with quiet():
            for begin in range(0, len(bags), _INFERRED_AT_ONCE):
                bounds = bags.offsets[begin : begin + _INFERRED_AT_ONCE + 1]
                cells = np.array(bags.cells[bounds[0] : bounds[-1]])
                release(bags.cells)
                gamma, _ = infer(
                    cells, bounds - bounds[0], likely, self.alpha, iterations=iterations
                )
                wide_gamma = gamma.astype(np.float64)
                yield wide_gamma / wide_gamma.sum(axis=1, keepdims=True)


def fit_model(
    bags: Bags,
    *,
    k: int,
    passes: int,
    seed: int,
    start: str = "spectral",
    prior: float = PRIOR,
    seeds: Sequence[Sequence[int]] = (),
    rough: bool = False,
) -> TopicModel:
    """Fit topics to passages.

    Latent Dirichlet allocation (Blei, Ng and Jordan 2003; gensim's ``LdaModel``, batch variational
    inference), started from a non-negative factorisation of TF-IDF, which is its prior, too:
    topics hardly depend on the seed and are more coherent than those that chance starts.

    Parameters
    ----------
    bags
        Passages, none of them empty.
    k
        Topics, those with seed words included, at most as many as there are passages and terms.
    passes
        Passes over the passages.
    seed
        Seed of all that is random.
    start
        ``spectral`` starts from the leading singular vectors (Boutsidis and Gallopoulos 2008) and
        leaves next to nothing to chance; ``random`` is there to see how much the topics depend
        on the start.
    prior
        Weight of the start as a prior, in times of the words of the corpus.
    seeds
        Terms that open the first topics, one sequence a topic: such a topic starts from the
        passages that hold most of its terms, and these have a pseudo-count of 100 in it.
    rough
        Stop the factorisation sooner, where many models are compared with each other.
    """
    with quiet():
        free = k - len(seeds)
        begun = _start(
            _without(bags, seeds, free) if seeds else bags, free, seed, start, rough=rough
        )
        if seeds:
            begun = np.concatenate([_from_seeds(bags, seeds), begun])
        return _fitted(bags, passes, seed, begun, prior, seeds)


def topics_for(passages: int) -> int:
    """Number of topics for a corpus of so many passages, where the user names none.

    Half the square root: 10 for 400 passages, 40 for 6,400; from 2 to 100.
    """
    return min(100, max(2, round(math.sqrt(passages) / 2)))


def counts_of(bags: Bags, rows: NDArray[np.int64]) -> Any:
    """Counts of terms in some passages as a sparse matrix, shape (rows, terms)."""
    from scipy import sparse

    part = bags.take(rows)
    return sparse.csr_matrix(
        (part.cells[:, 1].astype(np.float64), part.cells[:, 0], part.offsets),
        shape=(len(rows), len(bags.terms)),
    )


def _start(
    bags: Bags, k: int, seed: int, start: str, *, rough: bool = False
) -> NDArray[np.float64]:
    """Weight of each term in each topic, from a factorisation of TF-IDF."""
    from sklearn.decomposition import NMF

    if k == 0:
        return np.empty((0, len(bags.terms)))
    taken = bags.spread(_START_ROUGHLY_FROM if rough else _START_FROM)
    counts = counts_of(bags, taken)
    # Plain log(n / df): scikit-learn's own transformer adds 1, so that frequent words weigh more,
    # and the topics are less coherent and hang more on the seed.
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    counts.data *= np.log(len(taken) / np.maximum(frequency, 1))[counts.indices]
    length = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    counts.data /= np.repeat(np.where(length > 0, length, 1.0), np.diff(counts.indptr))
    weights = counts.astype(np.float32)
    most = _NMF_ROUGH if rough else _NMF_ITERATIONS
    if start == "spectral":
        factors = NMF(k, init="custom", max_iter=most)
        of_passages, of_terms = _nndsvd(weights, k)
        factors.fit_transform(weights, W=of_passages, H=of_terms)
    else:
        factors = NMF(k, init="random", random_state=seed, max_iter=most)
        factors.fit(weights)
    return np.asarray(factors.components_, dtype=np.float64)


def _nndsvd(matrix: Any, k: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Non-negative start of a factorisation (Boutsidis and Gallopoulos 2008).

    From the leading singular vectors themselves: scikit-learn's own comes from a random sketch of
    them, and another seed gives other topics where singular values lie close together.
    """
    from scipy.sparse.linalg import ArpackError, svds

    shape = matrix.shape
    rank = min(k, min(shape) - 1)
    rows: NDArray[np.float32] = np.zeros((shape[0], k), dtype=np.float32)
    columns: NDArray[np.float32] = np.zeros((k, shape[1]), dtype=np.float32)
    try:
        wide = matrix.astype(np.float64)
        left, values, right = svds(wide, k=max(1, rank), v0=np.ones(min(shape)))
    except (ArpackError, ValueError):  # all passages say the same: every start is as good
        rows[...], columns[...] = 1.0, 1.0
        return rows, columns
    order = np.argsort(-values, kind="stable")
    for topic, place in enumerate(order.tolist()):
        pairs = [
            (np.maximum(sign * left[:, place], 0), np.maximum(sign * right[place], 0))
            for sign in (1, -1)
        ]
        row, column = max(pairs, key=lambda pair: np.linalg.norm(pair[0]) * np.linalg.norm(pair[1]))
        sizes = np.linalg.norm(row) * np.linalg.norm(column)
        if sizes > 0:
            weight = np.sqrt(values[place] * sizes)
            rows[:, topic] = weight * row / np.linalg.norm(row)
            columns[topic] = weight * column / np.linalg.norm(column)
    for factor in (rows, columns):
        factor[factor < 1e-6] = 0.0
    return rows, columns


def _without(bags: Bags, seeds: Sequence[Sequence[int]], free: int) -> Bags:
    """Passages that hold no seed, where these are enough: free topics are about something else."""
    opening = np.zeros(len(bags.terms), dtype=np.bool_)
    opening[[term for own in seeds for term in own]] = True
    rest = np.flatnonzero([not opening[cells[:, 0]].any() for cells in bags])
    if len(rest) < 3 * max(1, free):
        return bags
    return bags.take(rest[np.linspace(0, len(rest) - 1, min(len(rest), _START_FROM)).astype(int)])


def _from_seeds(bags: Bags, seeds: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """Weight of each term in each seeded topic: the passages in which its seeds are most."""
    taken = bags.spread(_START_FROM)
    counts = counts_of(bags, taken)
    held = np.stack([np.asarray(counts[:, list(own)].sum(axis=1)).ravel() for own in seeds], axis=1)
    most = held.max(axis=1, keepdims=True)
    # A passage that holds the seeds of several topics alike opens each of them a little.
    chosen = (held == most) & (most > 0)
    chosen = chosen / np.maximum(chosen.sum(axis=1, keepdims=True), 1)
    weights = np.asarray((counts.T @ chosen).T)
    background = np.asarray(counts.sum(axis=0)).ravel() / max(1.0, counts.sum())
    # What the corpus says anyway is taken off, as far as there is more than that.
    above: NDArray[np.float64] = np.maximum(
        weights - weights.sum(axis=1, keepdims=True) * background, 0.0
    )
    for topic, own in enumerate(seeds):
        above[topic, list(own)] += 1.0
    return above


def _fitted(
    bags: Bags,
    passes: int,
    seed: int,
    start: NDArray[np.float64],
    prior: float,
    seeds: Sequence[Sequence[int]],
) -> TopicModel:
    tokens = float(bags.term_counts().sum())
    k = len(start)
    # A topic that the factorisation left empty begins with nothing, as gensim can bear.
    expected = start / np.maximum(start.sum(axis=1, keepdims=True), 1e-12) * tokens / k
    eta = 1.0 / k + prior * expected
    for topic, own in enumerate(seeds):
        eta[topic, list(own)] += SEED_PRIOR
    model = _lda_class()(
        corpus=None,
        id2word=dict(enumerate(bags.terms)),
        num_topics=k,
        passes=passes,
        update_every=0,
        eval_every=None,
        random_state=seed,
        eta=eta.astype(np.float32),
        iterations=_ROUGH,
        chunksize=_INFERRED_AT_ONCE,
    )
    model.state.sstats[...] = expected.astype(model.dtype)
    model.sync_state()
    model.update(bags)
    return TopicModel(
        np.asarray(model.state.get_lambda(), dtype=np.float32),
        np.asarray(model.alpha, dtype=np.float32),
    )


def _lda_class() -> Any:
    from gensim.models import LdaModel

    class Blockwise(LdaModel):  # type: ignore[misc]
        """Gensim's model; its passages are inferred block by block instead of one by one."""

        def inference(self, chunk: Any, collect_sstats: bool = False) -> Any:  # noqa: FBT001, FBT002
            lengths = [len(passage) for passage in chunk]
            return infer(
                np.concatenate(chunk),
                np.concatenate([[0], np.cumsum(lengths)]),
                self.expElogbeta,
                self.alpha,
                iterations=self.iterations,
                collect=collect_sstats,
            )

    return Blockwise


def _load() -> None:
    """Import what counts in threads: a limit holds only for libraries that are there already."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in ("gensim.models", "scipy.linalg", "scipy.special", "sklearn.decomposition"):
            import_module(name)


@contextmanager
def quiet() -> Iterator[None]:
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
