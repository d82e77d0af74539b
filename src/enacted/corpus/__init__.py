"""Files, manifest, metadata and dates of a corpus; opens no PDF."""

from enacted.corpus.dates import publication_date
from enacted.corpus.folder import scan
from enacted.corpus.records import Corpus, CorpusFile, Metadata
from enacted.corpus.title import title

__all__ = ["Corpus", "CorpusFile", "Metadata", "publication_date", "scan", "title"]
