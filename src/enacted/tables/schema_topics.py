"""The tables on topics."""

from __future__ import annotations

from enacted.tables.columns import FLAG, INT, SHARE, TEXT, TEXTS, TableSpec
from enacted.tables.columns import column as _c

_DOC = _c("doc_id", TEXT, "First 16 hex digits of the SHA-256 of the file's bytes.")
_PAGE = _c("page", INT, "Page on which it begins, from 1.")

TOPICS = TableSpec(
    "topics",
    "a topic",
    (
        _c(
            "topic",
            INT,
            "Number of the topic, for good; from 0, largest first, when it was first fitted.",
        ),
        _c("label", TEXT, "Its three words with the highest FREX."),
        _c("top_probability", TEXTS, "Ten terms with the highest probability."),
        _c("top_frex", TEXTS, "Ten terms that are frequent and exclusive (Airoldi, Bischof 2016)."),
        _c("top_lift", TEXTS, "Ten terms with the highest lift."),
        _c("share", SHARE, "Share of all tokens."),
        _c("coherence", SHARE, "NPMI of the ten most probable terms over passages."),
        _c("exclusivity", SHARE, "Mean exclusivity of the ten most probable terms."),
        _c("stability", SHARE, "Best Jaccard overlap of top terms with a second seed."),
        _c("passages", TEXTS, "Representative passages, as doc_id:passage."),
        _c("concept", TEXT, "Concept whose terms opened the topic; empty for a free topic."),
        _c("model", TEXT, "Fitted model that the topic is of: digest of its content."),
        _c(
            "agreement",
            SHARE,
            "Cosine with the topic of that number in the model before; null if it is new.",
            nullable=True,
        ),
    ),
    ("topic",),
)

TOPIC_TERMS = TableSpec(
    "topic_terms",
    "a term in a topic",
    (
        _c("topic", INT, "Number of the topic."),
        _c("rank", INT, "Rank by probability, from 1."),
        _c("term", TEXT, "The term."),
        _c("probability", SHARE, "Probability of the term in the topic."),
        _c("frex", SHARE, "FREX score, weight 0.5."),
        _c("lift", SHARE, "Probability in the topic over probability in the corpus."),
    ),
    ("topic", "rank"),
)

PASSAGE_TOPICS = TableSpec(
    "passage_topics",
    "a topic's share in a passage",
    (
        _DOC,
        _c("passage", INT, "Position of the passage in its document, from 0."),
        _c("first_sentence", INT, "First sentence of the passage."),
        _c("last_sentence", INT, "Last sentence of the passage."),
        _PAGE,
        _c("words", INT, "Words of the passage."),
        _c("topic", INT, "Number of the topic."),
        _c("share", SHARE, "Share of the topic in the passage; shares under 0.01 are left out."),
    ),
    ("doc_id", "passage", "topic"),
)

TOPIC_YEARS = TableSpec(
    "topic_years",
    "a topic's share in a year",
    (
        _c("topic", INT, "Number of the topic."),
        _c("year", INT, "Year of publication."),
        _c("documents", INT, "Documents of that year."),
        _c("words", INT, "Words in the passages of that year."),
        *(
            column
            for name, what in (
                ("share_documents", "Mean of the documents' shares"),
                ("share_words", "Share weighted by words"),
                ("share_adjusted", "Mean of the documents' shares, adjusted for covariates"),
            )
            for column in (
                _c(name, SHARE, f"{what}.", nullable=name == "share_adjusted"),
                _c(f"{name}_low", SHARE, "Lower end of its interval.", nullable=True),
                _c(f"{name}_high", SHARE, "Upper end of its interval.", nullable=True),
            )
        ),
        _c("refits", INT, "Refits on resampled documents that the intervals come from."),
        _c("match", SHARE, "Mean cosine with the matched topics of refits.", nullable=True),
        _c("unstable", FLAG, "Whether refits hardly find the topic: match under 0.7."),
    ),
    ("topic", "year"),
)

TOPIC_CORRELATIONS = TableSpec(
    "topic_correlations",
    "two topics",
    (
        _c("topic", INT, "Number of the topic."),
        _c("other", INT, "Number of the other topic, above it."),
        _c("passages", SHARE, "Correlation of their shares over passages, of log-ratios."),
        _c("documents", SHARE, "Correlation of their shares over documents, of log-ratios."),
    ),
    ("topic", "other"),
)

TOPIC_CONCEPTS = TableSpec(
    "topic_concepts",
    "a concept in a topic",
    (
        _c("topic", INT, "Number of the topic."),
        _c("concept", TEXT, "Concept, by its name in the codebook."),
        _c("mentions", SHARE, "Mentions in the concept sense, each by the topic's share there."),
        _c("share", SHARE, "Part of the concept's mentions that falls to the topic."),
        _c("lift", SHARE, "That part over the topic's share of all words."),
        *(_c(s, SHARE, f"Mentions in sentences that are {s}.") for s in ("talk", "plan", "deed")),
        *(
            _c(f"{s}_share", SHARE, f"{s} over talk + plan + deed.", nullable=True)
            for s in ("talk", "plan", "deed")
        ),
    ),
    ("topic", "concept"),
)

TOPIC_STRUCTURE = TableSpec(
    "topic_structure",
    "a passage that shows a topic, under the concept that the topic carries",
    (
        _c("concept", TEXT, "Aggregate dimension: a concept; empty where the topic has none."),
        _c("topic", INT, "Number of the topic, the theme."),
        _c("label", TEXT, "Label of the topic."),
        _c("lift", SHARE, "How much more of the concept the topic carries than chance gives."),
        _c("rank", INT, "Rank of the passage, from 1."),
        _DOC,
        _c("passage", INT, "Position of the passage in its document, from 0."),
        _PAGE,
        _c("share", SHARE, "Share of the topic in the passage."),
        _c("mentions", INT, "Mentions of the concept in the passage, in the concept sense."),
        _c("text", TEXT, "First-order evidence: the passage."),
    ),
    ("concept", "topic", "rank"),
)

TOPIC_GRID = TableSpec(
    "topic_grid",
    "a number of topics that was tried",
    (
        _c("k", INT, "Number of topics."),
        _c("coherence", SHARE, "Mean NPMI of the ten most probable terms over passages."),
        _c("c_v", SHARE, "Mean C_v of the same, over passages."),
        _c("exclusivity", SHARE, "Mean exclusivity of the same."),
        _c("held_out", SHARE, "Mean log probability of words held out, natural logarithm."),
        _c("residual", SHARE, "Dispersion of residuals (Taddy 2012); above 1: more topics help."),
        _c("stability", SHARE, "Mean overlap of the same with a model of other documents."),
        _c("score", SHARE, "Mean of five of these, scaled to 0–1; c_v is left out."),
        _c("chosen", FLAG, "Whether it is recommended: the highest score."),
    ),
    ("k",),
)
