"""How good, stable and fast the topics are, against plain gensim LDA and scikit-learn's NMF.

    python benchmarks/topics.py --bbc FOLDER [--k 20]
    python benchmarks/topics.py --sentences SENTENCES.parquet [--documents DOCUMENTS.parquet]

FOLDER holds ``corpus.tsv``: a document a line, its words parted by spaces, then a tab. All models
get the same bags of words; one scorer (gensim's CoherenceModel, 10 words a topic) judges all, and
models take turns, seed by seed. Seconds are CPU seconds of this process. tomotopy would be the
strongest rival; it is not among the dependencies, so it is not in the table.

With ``--sentences``, time and peak memory of a fit on the sentences of a snapshot are printed.
"""

from __future__ import annotations

import argparse
import logging
import resource
import time
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from enacted.settings import TopicSettings
from enacted.topics import fit, passages
from enacted.topics.diagnostics import best
from enacted.topics.model import TopicModel
from enacted.topics.vocabulary import Bags

if TYPE_CHECKING:
    from collections.abc import Callable

Terms = NDArray[np.float64]
SEEDS = (1, 2)


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


def ours(bags: Bags, k: int, seed: int, start: str = "spectral") -> Terms:
    """The model of this package, as a run fits it."""
    passes = TopicSettings().passes
    return TopicModel(bags, k=k, passes=passes, seed=seed, start=start).terms()


def gensim_lda(bags: Bags, k: int, seed: int, passes: int = 1) -> Terms:
    """Gensim's LdaModel with its defaults."""
    from gensim.models import LdaModel

    model = LdaModel(
        list(bags),
        id2word=dict(enumerate(bags.terms)),
        num_topics=k,
        random_state=seed,
        passes=passes,
    )
    return np.asarray(model.get_topics(), dtype=np.float64)


def sklearn_nmf(bags: Bags, k: int, seed: int) -> Terms:
    """scikit-learn's NMF with its defaults, on TF-IDF."""
    from scipy import sparse
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = sparse.csr_matrix(
        (bags.cells[:, 1].astype(float), bags.cells[:, 0], bags.offsets),
        shape=(len(bags), len(bags.terms)),
    )
    model = NMF(k, random_state=seed)
    model.fit(TfidfTransformer().fit_transform(counts))
    return np.asarray(model.components_, dtype=np.float64)


def matched_jaccard(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Mean Jaccard overlap of top words, topics of two models matched one to one."""
    from scipy.optimize import linear_sum_assignment

    overlaps = np.array(
        [
            [len(set(a) & set(b)) / len(set(a) | set(b)) for b in other.tolist()]
            for a in one.tolist()
        ]
    )
    rows, columns = linear_sum_assignment(-overlaps)
    return float(overlaps[rows, columns].mean())


def bbc(folder: Path, k: int) -> None:
    """Print quality, stability and time of each model."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    lines = (folder / "corpus.tsv").read_text(encoding="utf-8").splitlines()
    texts = [line.split("\t")[0].split() for line in lines]
    bags = bags_of(texts)
    dictionary = Dictionary(texts)
    models: dict[str, Callable[[int], Terms]] = {
        "enacted": lambda seed: ours(bags, k, seed),
        "enacted, start by chance": lambda seed: ours(bags, k, seed, "random"),
        "gensim LdaModel": lambda seed: gensim_lda(bags, k, seed),
        "gensim LdaModel, 20 passes": lambda seed: gensim_lda(bags, k, seed, 20),
        "scikit-learn NMF": lambda seed: sklearn_nmf(bags, k, seed),
    }
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
    again = ours(bags, k, SEEDS[0])
    print(f"two runs of one seed equal: {np.array_equal(again, fitted['enacted'][0])}")


def snapshot(sentences: Path, documents: Path | None) -> None:
    """Print time and memory of a fit on the sentences of a snapshot."""
    columns = ["doc_id", "sentence", "block", "page", "section", "words", "text"]
    table = pq.read_table(sentences, columns=columns)
    ids = table["doc_id"].unique()
    described = (
        pq.read_table(documents, columns=["doc_id", "year"])
        if documents
        else pa.table({"doc_id": ids, "year": pa.nulls(len(ids), pa.int32())})
    )
    began = time.process_time()
    gathered = passages(table)
    print(f"{table.num_rows:,} sentences, {gathered.num_rows:,} passages")
    print(f"passages: {time.process_time() - began:.1f} CPU s")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    result = fit(lambda: [gathered], described, settings=TopicSettings())
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"fit:      {time.process_time() - began:.1f} CPU s, "
        f"peak {after:.0f} MB ({before:.0f} before)"
    )
    print(result.note)
    for topic in result.topics.to_pylist():
        terms: Any = ", ".join(topic["top_probability"])
        print(
            f"{topic['share']:.3f} {topic['coherence']:5.2f} {topic['stability']:.2f}  "
            f"{topic['label']} | {terms}"
        )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bbc", type=Path)
    parser.add_argument("--k", type=int, default=20)
    parser.add_argument("--sentences", type=Path)
    parser.add_argument("--documents", type=Path)
    options = parser.parse_args()
    logging.getLogger("gensim").setLevel(logging.ERROR)
    if options.bbc:
        bbc(options.bbc, options.k)
    if options.sentences:
        snapshot(options.sentences, options.documents)


if __name__ == "__main__":
    main()
