"""``footnote eval``: its flags, and what it runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.command.flags import Options, command_parser, folder, library, positive
from app.command.output import say
from ingest.errors import EvaluationError

if TYPE_CHECKING:
    from eval.datasets import Dataset
    from eval.plan import AskingOptions
    from eval.run import Run

RUNS = "footnote-runs"  # where run folders go, in the folder at hand
DEFAULT_SEED = 1
DEFAULT_SPLIT, SPLITS = "test", ("test", "tune", "all")


def add_eval_command(commands: Any) -> None:  # noqa: ANN401 - argparse keeps this class to itself
    """Add the command to the command line."""
    parser = command_parser(
        commands, "eval", eval_command, "footnote eval --dataset dev-v2.0.json --limit 500"
    )
    parser.add_argument("--dataset", type=folder, metavar="PATH",
                        help="SQuAD JSON (v1.1 or v2.0) or questions with their contexts, a BEIR "
                             "folder, or questions of yours as JSON lines; without it the built-in "
                             "questions")  # fmt: skip
    parser.add_argument("--documents", type=folder, action="append", default=[], metavar="PATH",
                        help="the documents of your questions, or more SQuAD files to search in; "
                             "may be given again")  # fmt: skip
    parser.add_argument("--split",
                        help=f"of the built-in questions: {', '.join(SPLITS)}; of a BEIR folder: "
                             f"the name of its judgements (default: {DEFAULT_SPLIT})")  # fmt: skip
    parser.add_argument("--pairs", action="store_true",
                        help="the built-in minimal pairs instead: questions that differ little, "
                             "of which a passage answers one")  # fmt: skip
    parser.add_argument("--shapes", action="store_true",
                        help="the built-in questions that want several quotations instead: lists, "
                             "reasons, steps, comparisons")  # fmt: skip
    parser.add_argument("--chains", action="store_true",
                        help="the built-in conversations of five turns instead: whether each turn is "
                             "understood as it was meant")  # fmt: skip
    parser.add_argument("--claims", action="store_true",
                        help="the built-in claims instead, half of them planted wrong: whether each is "
                             "said to agree")  # fmt: skip
    parser.add_argument("--closed", action="store_true",
                        help="give the reader the gold paragraph instead of searching")  # fmt: skip
    parser.add_argument("--thorough", action="store_true",
                        help="read with the larger reader too, which footnote thorough "
                             "fetches")  # fmt: skip
    parser.add_argument(
        "--limit", type=positive, metavar="N", help="ask N questions, drawn by chance"
    )
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, metavar="N",
                        help="of the draw and of the intervals (default: %(default)s)")  # fmt: skip
    parser.add_argument("--out", type=folder, metavar="RUN",
                        help=f"the run's folder; one that was stopped goes on "
                             f"(default: the next in ./{RUNS})")  # fmt: skip
    parser.add_argument("--against", type=folder, metavar="RUN",
                        help="compare with an earlier run, question by question")  # fmt: skip
    parser.add_argument("--promise", choices=("keep", "forget"),
                        help="keep: let the library answer from the confidence on that the questions "
                             "of yours can promise; forget: answer as measured by us again")  # fmt: skip
    parser.add_argument("--library", type=library, metavar="NAME",
                        help="the name or the folder of the library that --promise is about")  # fmt: skip


def eval_command(options: Options) -> int:
    """Ask questions with known answers, and report how good the answers are."""
    from app.render.text import visible
    from eval.report import write_report
    from eval.run import Run
    from eval.summary import summarise
    from eval.tables import summary_tables, two_runs_tables
    from eval.two_runs import compare_runs

    if options.promise == "forget":
        return _forget(options)
    if options.promise and not options.dataset:
        message = "--promise keep goes with questions of yours: name them with --dataset."
        raise EvaluationError(message)
    earlier = Run.read(options.against) if options.against else None
    run = _run(choose_dataset(options), options)
    summary = summarise(run.results, options.seed)
    runs = None
    if earlier is not None:
        names = (str(earlier.folder), str(run.folder))
        runs = compare_runs(earlier.results, run.results, names, options.seed)
    page = write_report(run, summary, runs)
    print(summary_tables(summary, run.manifest))
    if runs is not None:
        print(f"\n{two_runs_tables(runs)}")
    print(f"\nReport: {visible(_short(page))}")
    if options.promise:
        print(_keep(run, options))
    return 0


def _keep(run: Run, options: Options) -> str:
    """Let the library answer by what these questions can promise; says from where on."""
    from app.command.output import library_folder
    from app.reading.own_cuts import write_own_cuts
    from app.reading.span_reader import reader_fingerprint
    from app.render.text import RISKS
    from eval.promise import own_cuts
    from index.store import Store

    folder, cuts = Store(library_folder(options)).folder, own_cuts(run.results)
    if not cuts:
        return "Nothing can be promised by these questions; the library answers as before."
    write_own_cuts(folder, reader_fingerprint(_asking_options(options).reader), cuts)
    kept = ", ".join(f"{RISKS[risk]} from {cut.min_confidence:.2f}" for risk, cut in cuts.items())
    return f"Kept for the library in {folder}: {kept}."


def _forget(options: Options) -> int:
    from app.command.output import library_folder
    from app.reading.own_cuts import write_own_cuts
    from index.store import Store

    folder = Store(library_folder(options)).folder
    write_own_cuts(folder, "", {})
    print(f"The library in {folder} answers as measured by us again.")
    return 0


def choose_dataset(options: Options) -> Dataset:
    """What is to be asked: told by what the path is.

    Raises:
        EvaluationError: it is nothing that can be asked, or flags do not go together.
    """
    from eval.beir import beir_dataset
    from eval.own_form import own_dataset
    from eval.squad import squad_dataset
    from eval.squad_forms import has_contexts

    path: Path | None = options.dataset
    if path is not None and not path.exists():
        message = f"There is no dataset at {path}."
        raise EvaluationError(message)
    if options.documents and (path is None or path.is_dir()):
        message = (
            "--documents goes with SQuAD files and with questions of yours; leave it out here."
        )
        raise EvaluationError(message)
    if options.split and path is not None and not path.is_dir():
        message = "--split goes with the built-in questions and BEIR folders; leave it out here."
        raise EvaluationError(message)
    split = options.split or DEFAULT_SPLIT
    if path is None:
        return _built_in(options, split)
    for name in _chosen_sets(options):
        message = f"{name} are built in; leave out --dataset."
        raise EvaluationError(message)
    if path.is_dir():
        return beir_dataset(path, split)
    if has_contexts(path):
        return squad_dataset(path, options.documents)
    if not options.documents:
        message = f"Say where the documents of {path.name} are, with --documents."
        raise EvaluationError(message)
    return own_dataset(path, options.documents)


def _built_in(options: Options, split: str) -> Dataset:
    """The built-in questions of one kind.

    Raises:
        EvaluationError: there is no such split, or two kinds are asked for.
    """
    from eval.chains import chains_dataset
    from eval.claims import claims_dataset
    from eval.own_form import built_in_dataset
    from eval.pairs import pairs_dataset
    from eval.shapes import shapes_dataset

    if split not in SPLITS:
        message = f"The built-in questions have no split {split!r}: take {', '.join(SPLITS)}."
        raise EvaluationError(message)
    chosen = _chosen_sets(options)
    if len(chosen) > 1:
        message = f"{' and '.join(chosen)} are different sets of questions; choose one of them."
        raise EvaluationError(message)
    sets = {
        "--pairs": pairs_dataset,
        "--shapes": shapes_dataset,
        "--chains": chains_dataset,
        "--claims": claims_dataset,
    }
    return sets[chosen[0]](split) if chosen else built_in_dataset(split)


def _chosen_sets(options: Options) -> list[str]:
    """The flags of built-in sets other than the usual one that were given."""
    given = {
        "--pairs": options.pairs,
        "--shapes": options.shapes,
        "--chains": options.chains,
        "--claims": options.claims,
    }
    return [name for name, chosen in given.items() if chosen]


def _asking_options(options: Options) -> AskingOptions:
    """How the questions are to be asked."""
    from eval.plan import AskingOptions

    return AskingOptions(
        options.limit, options.seed, closed=options.closed, thorough=options.thorough
    )


def _run(dataset: Dataset, options: Options) -> Run:
    from app.command.terminal import progress_bar, question_bar
    from eval.plan import Plan
    from eval.run import Runner

    plan = Plan.from_dataset(dataset, _asking_options(options), say)
    run_folder = options.out or plan.next_folder(Path(RUNS).absolute())
    with progress_bar() as show_adding, question_bar() as show_asking:
        return Runner(plan, run_folder, say).run(show_adding, show_asking)


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
