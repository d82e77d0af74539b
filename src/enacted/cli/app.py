"""The command tree."""

from __future__ import annotations

import sys

from cyclopts import App

import enacted
from enacted.cli.clean import clean
from enacted.cli.code import code
from enacted.cli.codebook import codebook
from enacted.cli.coding import coding
from enacted.cli.compare import compare
from enacted.cli.doctor import doctor
from enacted.cli.export import export
from enacted.cli.extract import extract
from enacted.cli.follow import follow
from enacted.cli.kwic import kwic
from enacted.cli.plan import plan
from enacted.cli.report import report
from enacted.cli.run import run
from enacted.cli.sql import sql
from enacted.cli.stance import stance
from enacted.cli.topics import topics
from enacted.cli.trends import trends
from enacted.cli.view import view

app = App(
    name="enacted",
    version=enacted.__version__,
    help=(
        "Of all that policy documents say about coproduction, personalisation and equality: how "
        "much is talk, how much is a plan, how much has been done, and how does that move over "
        "the years?\n\n"
        "Start with `enacted run FOLDER --out TARGET`, then `enacted trends TARGET`."
    ),
    help_format="markdown",
    help_epilogue=(
        "Exit codes: 0 done, 1 done but some documents failed, 2 wrong use. Settings can also come "
        "from the environment, such as ENACTED_RUN__WORKERS=4."
    ),
)
app.command(run)
app.command(plan)
app.command(trends)
app.command(topics)
app.command(follow)
app.command(report)
app.command(kwic)
app.command(view)
app.command(compare)
app.command(sql)
app.command(export)
app.command(codebook)
app.command(extract)
app.command(code)
app.command(coding)
app.command(clean)
app.command(doctor)
app.command(stance)


def reference_page() -> str:
    """Every command with its options, in Markdown; `docs/commands.md` is made from it."""
    # The usage lines begin with how this process was started, whatever it was.
    started, sys.argv = sys.argv, ["enacted"]
    try:
        return app.generate_docs()
    finally:
        sys.argv = started


if __name__ == "__main__":
    sys.stdout.write(reference_page())
