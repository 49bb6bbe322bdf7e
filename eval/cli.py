"""The ``footnote`` command with everything: the app's commands, ``eval``, and the Evaluate tab."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from app.command import cli, questions
from app.command.flags import Options, build_parser
from eval.command import add_eval_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; see ``app.command.cli.main``."""
    runs = cli.COMMANDS | {"serve": serve_command}
    return cli.main(arguments, build_parser(runs, [add_eval_command]))


def serve_command(options: Options) -> int:
    """Serve the app, with the Evaluate tab where its visitors may write to this machine."""
    from app.assemble import default_folder
    from eval.tab import evaluate_tab

    tab = evaluate_tab(default_folder().with_name("runs"))
    return questions.serve_command(options, [] if options.read_only else [tab])


if __name__ == "__main__":
    sys.exit(main())
