"""Who may import whom: read from the source, nothing is run.

A room imports only from those before it, a module only from those above it in ``READING_ORDER``,
and a library from outside only where ``AT_THE_TOP`` or ``INSIDE_FUNCTIONS`` says so. A new module
or library is written into these tables, at the place where a reader should come upon it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

import pytest

from tests.paths import ROOT

# The rooms and their modules, each to be read after those above it.
READING_ORDER = """
    ingest
        errors documents languages
        readers.original readers.builder readers.formats readers.tracing readers.titles readers.code_pages
        readers.decoding
        readers.hyphens readers.wrapping readers.verbatim
        readers.raised readers.hidden readers.counting readers.named_rows readers.tables readers.notes readers.walker readers.html
        readers.wiki readers.sheets readers.text
        readers.dialects readers.rendering readers.markdown readers.archive readers.sniffing readers.unread
        readers.word_styles readers.word_lists readers.word_text readers.word_notes readers.word_blocks
        readers.docx readers.epub
        readers.pdf_letters readers.pdf_lines readers.pdf_columns readers.pdf_fields readers.pdf_page
        readers.pdf_furniture readers.pdf_flow readers.pdf_file readers.pdf_contents
        readers.recognition readers.scans readers.picture readers.pdf readers.pdf_pages
        readers.delimited readers.xlsx readers.pptx
        readers.open_lists readers.open_document readers.odt readers.ods readers.odp
        readers.rtf_head readers.rtf readers.rst readers.org readers.latex_words readers.latex
        readers.values readers.structured readers.xml readers.notebook readers.subtitles
        readers.nested readers.pictures readers.zipped readers.mail
        readers
        networks content_types addresses wikipedia files sources report library
        sentences rows chunking
    index
        sessions encoder kept_vectors schema database store lock stopwatch vectors words lexical derived progress sync rereading following tags
        fusion retriever joined
        status verify
    app
        answers
        language language.grammar language.forms language.countries language.values language.differences
        language.mentions language.names
        language.wording language.phrases language.turns language.questions language.small_talk language.parts
        language.superlatives language.shapes language.sentences language.comparisons language.enumerations
        language.statements language.value_words language.nested
        language.clauses language.assertions language.tongues
        reading reading.reader reading.own_cuts reading.windows reading.span_models reading.span_finder
        reading.forest reading.signs reading.evidence reading.span_reader
        reading.compressing reading.large_model reading.fetching reading.thorough
        follow_ups follow_ups.asked follow_ups.antecedents follow_ups.bound follow_ups.hints
        follow_ups.pronouns follow_ups.replacing follow_ups.conversation
        asking asking.agreement asking.statements asking.disagreement asking.citing asking.unread asking.units
        asking.rivals asking.ranking asking.cells asking.meant_value
        asking.shapes asking.lists asking.accounts asking.sides asking.several asking.two_steps asking.ask
        table table.table
        checking checking.relations checking.comparison checking.wording checking.quoting
        checking.statements checking.handout checking.verdicts checking.closest checking.claims
        assemble
        keeping keeping.outdated keeping.saved keeping.kept keeping.judged keeping.own_questions keeping.evidence_pack
        shelf shelf.shelf shelf.carrying shelf.beside
        jobs jobs.job jobs.worker jobs.changing jobs.kept jobs.board
        render render.shapes render.replies render.text render.html render.templates render.shell render.marks
        render.citations render.library render.footnotes render.card render.conversations render.kept render.stored
        render.outline render.source render.pages render.jobs render.claims render.claims_html render.pack_entries render.pack render.exports
        render.table render.table_files render.claims_docx render.libraries render.doors
        doors doors.gate doors.passwords doors.users doors.terms doors.tunnel
        web web.errors web.bodies web.uploads web.sources web.citing web.jobs web.libraries web.sign_in
        api api.schemas api.errors api.libraries api.excerpts api.mcp_server api.rest
        page page.theme page.downloads page.fields page.choices page.conversations page.kept page.judging page.chat page.library page.claims page.table
        page.layout
        server
        command command.terminal command.flags command.output command.library command.libraries command.questions command.table command.doctor
        command.cli
    eval
        memory metrics intervals results
        question_files datasets shape_scores own_form shapes chains claims pairs squad_forms squad trec_files beir
        ranking judge asking manifest plan run promise
        summary two_runs figures tables
        plots report_questions report
        command own_library job own_tab tab cli
        bench bench.systems bench.measure bench.__main__ bench.scale_asked bench.scale
        training training.examples training.near_misses training.negatives training.batches training.model
        training.rounding training.train training.export training.encoder_graph training.encoder_rounding
        training.large_graph training.large_ranges training.train_large training.check training.release training.release_pair
        training.calibration_set training.calibrate
"""
ROOMS = ("ingest", "index", "app", "eval")

# Which libraries a module may import where it is imported itself: a room, a package or a module.
AT_THE_TOP = {
    "argon2": ("app.doors.passwords",),
    "faiss": ("index.vectors",),
    "fastapi": ("app.api", "app.web.libraries", "app.server"),
    "filelock": ("index.lock",),
    "gradio": ("app.page", "eval.own_tab", "eval.tab"),
    "jinja2": ("app.render.templates",),
    "markupsafe": ("app.render", "app.web", "eval.plots", "eval.report", "eval.report_questions"),
    "mcp": ("app.api.mcp_server", "app.server"),
    "numpy": ("index", "eval", "app.reading", "app.checking.closest"),
    "pydantic": ("app.api",),
    "rich": ("app.command.terminal",),
    "sentencex": ("ingest.sentences",),
    "starlette": ("app.web", "app.api", "app.server"),
    "tantivy": ("index.lexical", "index.words"),
    "onnx": (
        "eval.training.encoder_graph",
        "eval.training.encoder_rounding",
        "eval.training.large_graph",
        "eval.training.large_ranges",
    ),
    "onnxruntime": ("eval.training.large_ranges",),
    "tokenizers": ("eval.training",),
    "torch": ("eval.training",),
}
# Which ones only inside a function, because they are slow to import and seldom needed.
INSIDE_FUNCTIONS = {
    "charset_normalizer": ("ingest.readers.decoding",),
    "docutils": ("ingest.readers.rst",),
    "docx": ("app.render.claims_docx", "ingest.readers.docx"),
    "gradio": ("app.doors.tunnel", "app.server"),
    "haystack": ("eval.bench.systems",),
    "haystack_integrations": ("eval.bench.systems",),
    "httpx": ("ingest.addresses",),
    "ir_measures": ("eval.ranking",),
    "langchain_community": ("eval.bench.systems",),
    "langchain_huggingface": ("eval.bench.systems",),
    "langchain_text_splitters": ("ingest.chunking", "eval.bench.systems"),
    "onnx": ("app.reading.compressing", "app.reading.large_model"),
    "rapidocr": ("ingest.readers.recognition",),
    "safetensors": ("index.encoder", "app.reading.large_model"),
    "lightgbm": ("eval.training.calibrate",),
    "lxml": ("ingest.readers",),
    "matplotlib": ("eval.plots",),
    "markdown_it": ("ingest.readers.rendering",),
    "mwparserfromhell": ("ingest.readers.wiki",),
    "mdit_py_plugins": ("ingest.readers.rendering",),
    "onnxruntime": (
        "index.sessions",
        "index.encoder",
        "app.reading.span_models",
        "app.reading.compressing",
        "eval.training.large_graph",
    ),
    "openpyxl": ("app.render.table_files", "ingest.readers.xlsx"),
    "PIL": ("ingest.readers",),
    "py3langid": ("ingest.languages",),
    "platformdirs": ("index.encoder", "app.assemble", "app.reading.fetching"),
    "pptx": ("ingest.readers.pptx",),
    "pydantic": ("app.keeping.saved",),
    "pypdfium2": ("ingest.readers",),
    "scipy": ("eval.metrics", "eval.intervals", "eval.promise"),
    "simplemma": ("app.language.forms", "ingest.readers.hyphens"),
    "selectolax": ("ingest.readers",),
    "sentence_transformers": ("index.encoder",),
    "tokenizers": ("index.encoder", "app.reading.span_finder", "app.reading.windows"),
    "transformers": (
        "eval.training.model",
        "eval.training.encoder_graph",
        "eval.training.large_graph",
    ),
    "txtai": ("eval.bench.systems",),
    "wordfreq": ("ingest.readers.code_pages", "ingest.readers.hyphens"),
    "yaml": ("ingest.readers.markdown", "ingest.readers.structured"),
}
# What may come with a module as soon as it is imported: `footnote --help`, then `footnote ask`.
COMES_WITH = {
    "ingest.errors": set(),
    "app.command.cli": set(),
    "eval.cli": set(),
    "ingest.sources": set(),
    "app.assemble": {"numpy", "faiss", "tantivy", "filelock", "sentencex"},
}


class When(Enum):
    """What an import waits for; one that is only for annotations is never run."""

    AT_ONCE = "at the top"
    IN_FUNCTION = "inside a function"
    NEVER = "for annotations"


@dataclass(frozen=True)
class Import:
    """One import: what is imported, in which line, and when: at once, in a function, or never."""

    target: str
    line: int
    when: When


class Sources:
    """The modules under a folder, and what they import."""

    def __init__(self, root: Path) -> None:
        self.modules = {
            ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
            for room in ROOMS
            for path in sorted((root / room).rglob("*.py"))
        }

    def imports(self, name: str) -> list[Import]:
        """All imports of a module."""
        tree = ast.parse(self.modules[name].read_text(encoding="utf-8"))
        return list(self._imports(tree, When.AT_ONCE))

    def _imports(self, node: ast.AST, when: When) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (Import(alias.name, child.lineno, when) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                for alias in child.names:
                    full = f"{'.' * child.level}{child.module or ''}.{alias.name}"
                    target = full if full in self.modules else full.rpartition(".")[0]
                    yield Import(target, child.lineno, when)
            inner = when
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                inner = When.IN_FUNCTION
            elif isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                inner = When.NEVER
            yield from self._imports(child, inner)

    def comes_with(self, name: str) -> set[str]:
        """The libraries that are imported as soon as a module is."""
        pending, seen, libraries = [name], set(), set()
        while pending:
            module = pending.pop()
            if module in seen or module not in self.modules:
                continue
            seen.add(module)
            parents = module.split(".")
            pending += [".".join(parents[:end]) for end in range(1, len(parents))]
            for each in self.imports(module):
                if each.when is When.AT_ONCE:
                    pending.append(each.target)
                    libraries |= {each.target.partition(".")[0]} - {*ROOMS, ""}
        return libraries - sys.stdlib_module_names


@cache
def reading_order() -> list[str]:
    order, room = [], ""
    for word in READING_ORDER.split():
        if word in ROOMS:
            room = word
            order.append(room)
        else:
            order.append(f"{room}.{word}")
    return order


def is_under(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def order_faults(sources: Sources) -> list[str]:
    """Imports that lead to the right, or downwards."""
    position = {name: number for number, name in enumerate(reading_order())}
    return [
        f"{name}:{each.line} imports {each.target}"
        for name in sources.modules
        for each in sources.imports(name)
        if each.target.split(".")[0] in {*ROOMS, "tests", ""}
        and position.get(each.target, len(position)) >= position[name]
    ]


def room_of(name: str) -> str:
    """The folder a module lies in; a module directly in ``app`` is a room of its own."""
    return ".".join(name.split(".")[: 2 if name.startswith("app.") else 1])


def circles(sources: Sources) -> list[str]:
    """Rooms that import each other, even for annotations."""
    edges = {
        (room_of(name), room_of(each.target))
        for name in sources.modules
        for each in sources.imports(name)
    }
    return sorted(f"{a} and {b}" for a, b in edges if a < b and (b, a) in edges)


def library_faults(sources: Sources) -> list[str]:
    """Libraries from outside where they are not expected."""
    faults = []
    for name in sources.modules:
        for each in sources.imports(name):
            library = each.target.partition(".")[0]
            if library in {"", "tests", *ROOMS, *sys.stdlib_module_names}:
                continue
            places = AT_THE_TOP.get(library, ())
            if each.when is not When.AT_ONCE:
                places += INSIDE_FUNCTIONS.get(library, ())
            if not is_under(name, places):
                faults.append(f"{name}:{each.line} imports {each.target} {each.when.value}")
    return faults


@pytest.fixture(scope="module")
def product() -> Sources:
    return Sources(ROOT)


def test_every_module_has_its_place_in_the_reading_order(product: Sources) -> None:
    assert sorted(reading_order()) == sorted(product.modules)


def test_modules_import_only_what_was_read_before(product: Sources) -> None:
    assert order_faults(product) == []


def test_no_two_rooms_import_each_other(product: Sources) -> None:
    assert circles(product) == []


def test_libraries_are_imported_only_where_it_is_said(product: Sources) -> None:
    assert library_faults(product) == []


def test_the_tables_name_only_what_is_used(product: Sources) -> None:
    used = {
        (each.target.partition(".")[0], each.when)
        for name in product.modules
        for each in product.imports(name)
    }
    assert {library for library in AT_THE_TOP if (library, When.AT_ONCE) not in used} == set()
    assert {
        library for library in INSIDE_FUNCTIONS if (library, When.IN_FUNCTION) not in used
    } == set()


@pytest.mark.parametrize("name", COMES_WITH)
def test_what_is_slow_to_import_waits_until_it_is_needed(product: Sources, name: str) -> None:
    assert product.comes_with(name) <= COMES_WITH[name]


def test_nothing_is_imported_by_a_name_that_is_only_known_when_it_runs(product: Sources) -> None:
    for name, path in product.modules.items():
        text = path.read_text(encoding="utf-8")
        assert "import_module" not in text, name
        assert "__import__" not in text, name


def test_broken_rules_are_found(tmp_path: Path) -> None:
    for name, text in {
        "ingest/errors.py": "import index.store\nfrom ingest import documents\nimport torch",
        "ingest/documents.py": "def f():\n    from app.asking.ask import ask\n    import httpx",
        "index/store.py": "from . import lock\nfrom tests.conftest import encoder",
        "index/lock.py": "from ingest.errors import A\nfrom index.store import B\nimport filelock",
        "app/asking/ask.py": "if TYPE_CHECKING:\n    from eval.run import C\nimport app.asking.ask",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    broken = Sources(tmp_path)
    assert order_faults(broken) == [
        "ingest.documents:2 imports app.asking.ask",
        "ingest.errors:1 imports index.store",
        "ingest.errors:2 imports ingest.documents",
        "index.store:1 imports .",
        "index.store:2 imports tests.conftest",
        "app.asking.ask:2 imports eval.run",
        "app.asking.ask:3 imports app.asking.ask",
    ]
    assert library_faults(broken) == [
        "ingest.documents:3 imports httpx inside a function",
        "ingest.errors:3 imports torch at the top",
    ]
    assert circles(broken) == ["index and ingest"]
    assert broken.comes_with("index.lock") == {"filelock", "torch", "tests"}
