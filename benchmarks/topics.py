"""How good, stable and fast the topics are, against tomotopy, gensim and scikit-learn.

    python benchmarks/topics.py --bbc FOLDER [--k 20]        quality, seeds, guided topics
    python benchmarks/topics.py --years [--corpora 20]       intervals by year, simulated
    python benchmarks/topics.py --scale 50000 500000         time and memory, synthetic
    python benchmarks/topics.py --snapshot SNAPSHOT          number of topics, model, intervals

FOLDER holds ``corpus.tsv``: a document a line, its words parted by spaces, a tab and its class.
All models get the same bags of words; one scorer (gensim's CoherenceModel, 10 words a topic)
judges all, and models take turns, seed by seed. Seconds are CPU seconds of this process. A rival
that is not installed is named as such (``pip install 'enacted[bench]'``). SNAPSHOT is a folder
below ``snapshots/`` of a run target.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import resource
import time
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import topics_simulated as simulated  # type: ignore[import-not-found]
from enacted.concepts import Codebook
from enacted.settings import TopicSettings
from enacted.topics import EVIDENCE, Corpus, fit, passages
from enacted.topics.bags import Bags
from enacted.topics.diagnostics import best, matched
from enacted.topics.grid import jaccard
from enacted.topics.model import fit_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

Terms = NDArray[np.float64]
SEEDS = (1, 2)
# A few words that each class name brings to mind, written down before any result was seen.
SEED_WORDS = {
    "business": "company market economy bank profit",
    "entertainment": "film music actor award show",
    "politics": "government election minister party labour",
    "sport": "match player team win coach",
    "tech": "software computer internet technology phone",
}


def bags_of(texts: list[list[str]]) -> Bags:
    """Bags of words of texts that need no preparation."""
    terms = sorted(set(chain.from_iterable(texts)))
    number = {term: i for i, term in enumerate(terms)}
    cells, lengths = [], []
    for text in texts:
        ids, counts = np.unique([number[word] for word in text], return_counts=True)
        cells.append(np.stack([ids, counts], axis=1))
        lengths.append(len(ids))
    return Bags(
        np.concatenate(cells).astype(np.int32),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        tuple(terms),
        np.arange(len(texts)),
    )


def ours(
    bags: Bags, k: int, seed: int, start: str = "spectral", prior: float | None = None
) -> Terms:
    """The model of this package, as a run fits it."""
    settings = TopicSettings()
    prior = settings.prior if prior is None else prior
    return fit_model(bags, k=k, passes=settings.passes, seed=seed, start=start, prior=prior).terms()


def gensim_lda(bags: Bags, k: int, seed: int, passes: int = 1) -> Terms:
    """Gensim's LdaModel with its defaults."""
    from gensim.models import LdaModel

    model = LdaModel(
        [list(map(tuple, bag.tolist())) for bag in bags],
        id2word=dict(enumerate(bags.terms)),
        num_topics=k,
        random_state=seed,
        passes=passes,
    )
    return np.asarray(model.get_topics(), dtype=np.float64)


def tomotopy_lda(bags: Bags, texts: list[list[str]], k: int, seed: int) -> Terms:
    """LDA of tomotopy, 1,000 iterations of Gibbs sampling, one worker."""
    import tomotopy

    model = tomotopy.LDAModel(k=k, seed=seed)
    for text in texts:
        model.add_doc(text)
    model.train(1000, workers=1)
    own = {word: number for number, word in enumerate(model.used_vocabs)}
    found = np.stack([model.get_topic_word_dist(topic) for topic in range(k)])
    return np.stack([found[:, own[term]] for term in bags.terms], axis=1).astype(np.float64)


def _counts(bags: Bags) -> Any:
    from scipy import sparse

    return sparse.csr_matrix(
        (bags.cells[:, 1].astype(float), bags.cells[:, 0], bags.offsets),
        shape=(len(bags), len(bags.terms)),
    )


def sklearn_nmf(bags: Bags, k: int, seed: int) -> Terms:
    """scikit-learn's NMF with its defaults, on TF-IDF."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer

    model = NMF(k, random_state=seed)
    model.fit(TfidfTransformer().fit_transform(_counts(bags)))
    return np.asarray(model.components_, dtype=np.float64)


def sklearn_lda(bags: Bags, k: int, seed: int) -> Terms:
    """scikit-learn's LDA with its defaults."""
    from sklearn.decomposition import LatentDirichletAllocation

    model = LatentDirichletAllocation(k, random_state=seed)
    model.fit(_counts(bags))
    return np.asarray(model.components_, dtype=np.float64)


def matched_jaccard(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Mean Jaccard overlap of top words, topics of two models matched one to one."""
    from scipy.optimize import linear_sum_assignment

    overlaps = np.stack([jaccard(np.tile(row, (len(other), 1)), other) for row in one])
    rows, columns = linear_sum_assignment(-overlaps)
    return float(overlaps[rows, columns].mean())


def _news(folder: Path) -> tuple[list[list[str]], list[str]]:
    rows = [
        line.split("\t")
        for line in (folder / "corpus.tsv").read_text(encoding="utf-8").splitlines()
    ]
    return [row[0].split() for row in rows], [row[-1] for row in rows]


def bbc(folder: Path, k: int) -> None:
    """Print quality, stability and time of each model."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    texts, _ = _news(folder)
    bags = bags_of(texts)
    dictionary = Dictionary(texts)
    models: dict[str, Callable[[int], Terms]] = {
        "enacted": lambda seed: ours(bags, k, seed),
        "enacted, start by chance": lambda seed: ours(bags, k, seed, "random"),
        "enacted, prior of 3": lambda seed: ours(bags, k, seed, prior=3.0),
        "gensim LdaModel": lambda seed: gensim_lda(bags, k, seed),
        "gensim LdaModel, 20 passes": lambda seed: gensim_lda(bags, k, seed, 20),
        "scikit-learn LDA": lambda seed: sklearn_lda(bags, k, seed),
        "scikit-learn NMF": lambda seed: sklearn_nmf(bags, k, seed),
    }
    if find_spec("tomotopy"):
        models["tomotopy, 1,000 iterations"] = lambda seed: tomotopy_lda(bags, texts, k, seed)
    ours(bags, 2, 1)  # imports are not timed
    fitted: dict[str, list[Terms]] = {name: [] for name in models}
    seconds: dict[str, list[float]] = {name: [] for name in models}
    for seed in SEEDS:
        for name, model in models.items():
            began = time.process_time()
            fitted[name].append(model(seed))
            seconds[name].append(time.process_time() - began)
    print(f"{len(bags):,} documents, {len(bags.terms):,} terms, K = {k}")
    print(f"{'':28}{'NPMI':>7}{'C_v':>7}{'divers.':>9}{'2nd seed':>10}{'CPU s':>7}{'ratio':>7}")
    for name, results in fitted.items():
        top = [best(result) for result in results]
        words = [[bags.terms[term] for term in row] for row in top[0].tolist()]
        npmi, c_v = (
            CoherenceModel(
                topics=words, texts=texts, dictionary=dictionary, coherence=measure, processes=1
            ).get_coherence()
            for measure in ("c_npmi", "c_v")
        )
        diversity = len(set(chain.from_iterable(words))) / sum(map(len, words))
        print(
            f"{name:28}{npmi:7.3f}{c_v:7.3f}{diversity:9.2f}{matched_jaccard(*top):10.2f}"
            f"{min(seconds[name]):7.1f}{min(seconds[name]) / min(seconds['enacted']):7.1f}"
        )
    if not find_spec("tomotopy"):
        print("tomotopy: not installed, not in the table")
    again = ours(bags, k, SEEDS[0])
    print(f"two runs of one seed equal: {np.array_equal(again, fitted['enacted'][0])}")


def guided(folder: Path) -> None:
    """Print how often the largest topic of a document, opened by seed words, is its class."""
    texts, classes = _news(folder)
    bags = bags_of(texts)
    number = {term: place for place, term in enumerate(bags.terms)}
    names = sorted(SEED_WORDS)
    seeds = [[number[w] for w in SEED_WORDS[name].split() if w in number] for name in names]
    truth = np.array([names.index(each) for each in classes])
    settings = TopicSettings()
    print(f"guided: {len(names)} classes, {len(seeds[0])} words each")
    for free in (0, 5):
        model = fit_model(
            bags,
            k=len(names) + free,
            passes=settings.passes,
            seed=1,
            prior=settings.prior,
            seeds=seeds,
        )
        shares = np.concatenate(list(model.shares(bags)))[:, : len(names)]
        print(f"  seeded topics, {free} free beside them: {(shares.argmax(1) == truth).mean():.3f}")
    counts = _counts(bags)
    held = np.stack([np.asarray(counts[:, own].sum(axis=1)).ravel() for own in seeds], axis=1)
    held += np.random.default_rng(1).random(held.shape) * 1e-3  # draws are decided by lot
    print(f"  counting the words alone: {(held.argmax(axis=1) == truth).mean():.3f}")


def years(corpora: int, refits: int, counts: list[int], prior: float | None) -> None:
    """Print how often intervals by year hold the true share of simulated corpora."""
    settings = TopicSettings() if prior is None else TopicSettings(prior=prior)
    for documents in counts:
        held: dict[str, list[float]] = {"documents": [], "words": []}
        off: list[float] = []
        began = time.process_time()
        for number in range(corpora):
            made = simulated.corpus(number, documents=documents)
            found = simulated.fitted(made, refits=refits, settings=settings)
            partner, _ = matched(made.terms, found.terms)
            for name, truth in (("documents", made.of_documents), ("words", made.of_words)):
                low, high = found.years.low[name][:, partner], found.years.high[name][:, partner]
                held[name].append(float(((low <= truth) & (truth <= high)).mean()))
            off.append(
                float(np.abs(found.years.of_documents[:, partner] - made.of_documents).mean())
            )
        print(
            f"{documents} documents a year, {corpora} corpora, {refits} refits, prior of "
            f"{settings.prior}: 95 % intervals "
            f"hold the share of documents {np.mean(held['documents']):.3f}, of words "
            f"{np.mean(held['words']):.3f}; mean error {np.mean(off):.3f}; "
            f"{time.process_time() - began:.0f} CPU s"
        )


def _scaled(count: int, results: Any) -> None:
    documents, source = simulated.stream(count)
    making = 0.0

    def timed() -> Iterator[pa.Table]:
        """The passages; the time that it takes to make them up is not the model's."""
        nonlocal making
        tables = source()
        while True:
            began = time.process_time()
            table = next(tables, None)
            making += time.process_time() - began
            if table is None:
                return
            yield table

    began = time.process_time()
    result = fit(timed, Corpus(documents), settings=TopicSettings(k=50))
    taken = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results.put((taken - making, making, peak, result.topics.num_rows))


def scale(counts: list[int]) -> None:
    """Print time and peak memory of a fit on synthetic passages, each in a process of its own."""
    context = multiprocessing.get_context("spawn")
    seconds = []
    for count in counts:
        results = context.Queue()
        process = context.Process(target=_scaled, args=(count, results))
        process.start()
        taken, making, peak, topics = results.get()
        process.join()
        seconds.append(taken)
        print(
            f"{count:,} passages, {topics} topics: {taken:.0f} CPU s (and {making:.0f} to make "
            f"the passages up), peak {peak:.0f} MB",
            flush=True,
        )
    for one, other, few, many in zip(seconds, seconds[1:], counts, counts[1:], strict=False):
        slope = np.log(other / one) / np.log(many / few)
        print(
            f"{few:,} to {many:,}: slope of log time over log passages {slope:.2f} (1 is linear), "
            f"{(other - one) / (many - few) * 1e3:.2f} CPU ms a further passage"
        )


def snapshot(folder: Path) -> None:
    """Print time and memory of a fit on a snapshot, number of topics chosen."""
    from enacted.pipeline.topics import evidence_of, sentences_of
    from enacted.tables import Snapshot

    book = Codebook.read(None)
    concepts = {c.name: {v for term in c.terms for v in term.variants} for c in book.concepts}
    corpus = Corpus(Snapshot(folder).documents, concepts, evidence_of(folder))
    assert corpus.evidence.schema.equals(EVIDENCE)  # noqa: S101
    began = time.process_time()
    result = fit(
        lambda: map(passages, sentences_of(folder, book)),
        corpus,
        settings=TopicSettings(),
        auto=True,
    )
    taken = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{taken:.0f} CPU s, number of topics and 20 refits included; peak {peak:.0f} MB")
    print(result.note)
    for row in result.topic_grid.to_pylist():
        print("  ", {name: round(value, 3) for name, value in row.items()})
    for topic in result.topics.to_pylist():
        terms = ", ".join(topic["top_probability"])
        print(
            f"{topic['share']:.3f} {topic['coherence']:5.2f} {topic['stability']:.2f}  "
            f"{topic['label']} | {terms}"
        )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bbc", type=Path)
    parser.add_argument("--k", type=int, default=20)
    parser.add_argument("--years", action="store_true")
    parser.add_argument("--corpora", type=int, default=20)
    parser.add_argument("--refits", type=int, default=20)
    parser.add_argument("--prior", type=float)
    parser.add_argument("--documents", type=int, nargs="+", default=[5, 10, 20])
    parser.add_argument("--scale", type=int, nargs="+")
    parser.add_argument("--snapshot", type=Path)
    options = parser.parse_args()
    logging.getLogger("gensim").setLevel(logging.ERROR)
    if options.bbc:
        bbc(options.bbc, options.k)
        guided(options.bbc)
    if options.years:
        years(options.corpora, options.refits, options.documents, options.prior)
    if options.scale:
        scale(options.scale)
    if options.snapshot:
        snapshot(options.snapshot)


if __name__ == "__main__":
    main()
