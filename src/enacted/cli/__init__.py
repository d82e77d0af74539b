"""The command line: commands, each a thin call of the same-named function below it."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, WITH_FAILURES, WRONG_USE = 0, 1, 2
"""Exit codes: done; done, but documents or lines failed; wrong use."""

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that is not UTF-8
    sys.exit(invoke(sys.argv[1:] if arguments is None else arguments))


def invoke(arguments: Sequence[str]) -> int:
    """Run the command line; errors become one line on standard error and an exit code."""
    from cyclopts import CycloptsError
    from cyclopts.exceptions import UnusedCliTokensError

    from enacted.cli.app import app
    from enacted.errors import EnactedError, UsageError

    if sys.stdout is None:
        return _fail("standard output is closed: send it to a file or /dev/null", WRONG_USE)
    try:
        code = app(
            list(arguments), exit_on_error=False, print_error=False, result_action="return_value"
        )
    except CycloptsError as error:
        # cyclopts would say "Unused Tokens".
        extra = error.unused_tokens if isinstance(error, UnusedCliTokensError) else None
        said = f"too many arguments: {', '.join(map(repr, extra))}" if extra else str(error)
        command = " ".join(["enacted", *(error.command_chain or ())])
        return _fail(f"{said} ({command} --help)", WRONG_USE)
    except UsageError as error:
        return _fail(str(error), WRONG_USE)
    except EnactedError as error:
        return _fail(str(error), WITH_FAILURES)
    except KeyboardInterrupt:
        return _fail("interrupted: run again to go on where it stopped", INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough. Python would complain once more
        # while flushing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        # Disk full, no permission: what the system says, and which file.
        place = f"{error.filename}: " if error.filename else ""
        return _fail(f"{place}{error.strerror or error}", WITH_FAILURES)
    return code if isinstance(code, int) else DONE


def _fail(message: str, code: int) -> int:
    from enacted.cli.console import stderr

    # Messages name files; what a terminal would obey instead of showing it is left out.
    shown = "".join(c if c.isprintable() else " " for c in message)
    stderr().print(f"enacted: {' '.join(shown.split())}", markup=False)
    return code
