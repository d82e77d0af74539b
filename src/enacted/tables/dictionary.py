"""The data dictionary, made from the schemas: ``python -m enacted.tables.dictionary``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from enacted.tables.schema import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from enacted.tables.schema import TableSpec

HEAD = """# Tables

A run target holds one folder a snapshot (`snapshots/ID/`), each with one Parquet file a table and
`datapackage.json`; `latest.json` names the newest. `enacted.load(OUT)` opens it:

```python
import enacted

snapshot = enacted.load("outputs/demo")
snapshot.trends.to_pandas()  # pandas
```

```python
import polars

polars.read_parquet(snapshot.file("mentions"))  # polars
```

```sql
-- DuckDB, with the folder that `enacted run` printed
SELECT concept, stance, count(*) FROM 'SNAPSHOT/mentions.parquet'
JOIN 'SNAPSHOT/sentences.parquet' USING (doc_id, sentence)
WHERE sense = 'concept' GROUP BY ALL ORDER BY ALL;
```

```r
# R
library(arrow); library(dplyr)
read_parquet(file.path(snapshot, "trends.parquet")) |> filter(concept == "equality")
```

Tables are joined by `doc_id` and, within a document, by `sentence` and `block`. They are sorted by
`doc_id`; no column but those of `runs` holds a wall-clock time: the same inputs, settings and
versions give the same bytes, and a snapshot's name is the digest of its tables.

This page is made from the schemas (`python -m enacted.tables.dictionary`); schema version
SCHEMA_VERSION.
"""


def dictionary() -> str:
    """The data dictionary in Markdown."""
    head = HEAD.replace("SCHEMA_VERSION", str(SCHEMA_VERSION))
    return head + "".join(f"\n{part}\n" for spec in TABLES.values() for part in _table(spec))


def _table(spec: TableSpec) -> Iterator[str]:
    yield f"## {spec.name}"
    tail = " Further columns of the manifest follow, as text." if spec.open else ""
    key = ", ".join(f"`{name}`" for name in spec.key)
    yield f"One row is {spec.row}; a row is known by {key}.{tail}"
    rows = [
        f"| `{c.name}` | {_type(str(c.type))}{', or null' if c.nullable else ''} "
        f"| {c.description.replace('|', chr(92) + '|')} |"
        for c in spec.columns
    ]
    yield "\n".join(["| column | type | meaning |", "|---|---|---|", *rows])


def _type(type_: str) -> str:
    if "struct" in type_:
        return "list of {page, x0, top, x1, bottom}"
    return type_.replace("list<item: ", "list of ").rstrip(">").replace("double", "float64")


if __name__ == "__main__":
    sys.stdout.write(dictionary())
