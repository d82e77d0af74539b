"""Tables made of all documents together: trends by concept and facet, and follow-through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enacted.errors import UsageError
from enacted.tables.parquet import read_of
from enacted.trends import facet_trends, follow_through, trends
from enacted.trends.cells import cells
from enacted.trends.correction import correct, correct_facets
from enacted.trends.periods import Periods

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from enacted.concepts import Codebook
    from enacted.pipeline.assemble import Assembled
    from enacted.pipeline.progress import Reporter
    from enacted.settings import TrendSettings
    from enacted.tables import Staging


def write_trends(
    assembled: Assembled,
    codebook: Codebook,
    codes: pa.Table,
    read: Callable[[Sequence[str]], pa.Table],
    staging: Staging,
    settings: TrendSettings,
    reporter: Reporter,
) -> None:
    """Write ``trends``, ``facet_trends`` and ``follow_through``.

    A grouping that makes far too many groups is left out, with a note: it shows only now, and is no
    reason to lose the rest.

    Parameters
    ----------
    codes
        The table ``codes``.
    read
        Gives the sentences of some documents, with their codes.
    """
    documents = assembled.documents
    groupings = []
    for grouping in settings.by:
        try:
            cells(documents, [grouping], Periods.parse(settings.periods))
        except UsageError as error:
            reporter.note(f"trends: {error}; left out")
        else:
            groupings.append(grouping)
    settings = settings.model_copy(update={"by": tuple(groupings)})
    concepts = [concept.name for concept in codebook.concepts]
    shares = trends(documents, assembled.tallies, concepts=concepts, settings=settings)

    def read_staged(name: str, columns: Sequence[str], ids: pa.Array) -> pa.Table:
        return read_of(staging.path / f"{name}.parquet", columns, ids)

    tallies = assembled.tallies
    corrected = correct(shares, documents, tallies, codes, read=read_staged, settings=settings)
    staging.write("trends", corrected)
    of_facets = facet_trends(
        documents, assembled.facet_tallies, values=codebook.facet_values, settings=settings
    )
    staging.write(
        "facet_trends",
        correct_facets(
            of_facets,
            documents,
            tallies,
            assembled.facet_tallies,
            codes,
            read=read_staged,
            settings=settings,
        ),
    )
    staging.write("follow_through", follow_through(documents, read))
