"""BM25 search with tantivy; derived from the store and rebuilt whenever it is not its equal.

Words that no passage has are matched by edit distance, so that a misspelt question still finds.
"""

from __future__ import annotations

import json
import math
import shutil
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import tantivy

from index.store import Store, of_same_library
from index.words import WORD, content_words, other_spellings, split_words, words_in
from ingest.languages import ENGLISH, likeliest

FOLDER = "lexical"
SEAL = "seal.json"
TEXT = "text"
ID = "id"
DOCUMENT = "document"
ANALYZER = "footnote"
FUZZY_MIN_LETTERS = 4  # shorter words have too many neighbours
FUZZY_TWO_EDITS_LETTERS = 8
WRITER_BYTES = 64_000_000
WRITE_BATCH = 2_000  # passages
ENGLISH_ONLY = frozenset({ENGLISH})


class LexicalIndex:
    """A tantivy index over heading paths and passages, by passage id."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._schema = _schema()
        # A passage comes as words of its language already; between them stand spaces.
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(ANALYZER, spaces)
        # Else it would follow its files by itself, and half-way through a search.
        self._index.config_reader("Manual")

    @classmethod
    def in_memory(cls) -> LexicalIndex:
        """An empty index without files."""
        return cls(tantivy.Index(_schema()))

    @classmethod
    def in_new_folder(cls, folder: Path) -> LexicalIndex:
        """An empty index in a folder, whatever was there."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return cls(tantivy.Index(_schema(), path=str(folder)))

    @classmethod
    def from_folder(cls, folder: Path) -> LexicalIndex | None:
        """The index in a folder, or None if there is none that tantivy can open."""
        try:
            return cls(tantivy.Index.open(str(folder)))
        except ValueError:
            return None

    def add(
        self, rows: Iterable[tuple[int, str, str]], languages: Mapping[str, str] | None = None
    ) -> None:
        """Add (passage id, document id, text) rows and commit them.

        ``languages`` are those of the documents that are not English, by their ids.
        """
        writer = self._index.writer(WRITER_BYTES, 1)
        for chunk_id, document_id, text in rows:
            document = tantivy.Document()
            document.add_unsigned(ID, chunk_id)
            document.add_text(DOCUMENT, document_id)
            language = (languages or {}).get(document_id, ENGLISH)
            document.add_text(TEXT, " ".join(words_in(text, language)))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ids(self) -> set[int]:
        """The passage ids the index holds."""
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.all_query(), max(searcher.num_docs, 1)).hits
        return set(_ids(searcher, found))

    def search(
        self,
        question: str,
        k: int,
        only_documents: Sequence[str] | None = None,
        languages: frozenset[str] = ENGLISH_ONLY,
    ) -> list[tuple[int, float]]:
        """The k best passages as (id, BM25 score), best first; those of some documents only, if given.

        ``languages`` are those of the passages, in which the question's words are looked for.
        """
        searcher = self._index.searcher()
        clauses = [
            (tantivy.Occur.Should, query) for query in self._queries(searcher, question, languages)
        ]
        clauses += [
            (tantivy.Occur.Should, self._all_of(number))
            for number in other_spellings(question)
            if all(searcher.doc_freq(TEXT, word) for word in number)
        ]
        if not clauses:
            return []
        query = tantivy.Query.boolean_query(clauses)
        if only_documents is not None:
            documents = tantivy.Query.term_set_query(self._schema, DOCUMENT, list(only_documents))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(documents, 0.0)),
                ]
            )
        hits = searcher.search(query, k, count=False).hits
        ids = _ids(searcher, hits)
        return [(chunk_id, float(score)) for chunk_id, (score, _) in zip(ids, hits, strict=True)]

    def _all_of(self, words: Sequence[str]) -> tantivy.Query:
        terms = (
            tantivy.Query.term_query(self._schema, TEXT, word, index_option="freq")
            for word in words
        )
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])

    def with_all(self, words: str, most: int) -> list[int]:
        """The ids of the passages that have each of these words, in some form; at most so many."""
        terms = list(dict.fromkeys(words_in(words, ENGLISH)))
        searcher = self._index.searcher()
        return (
            _ids(searcher, searcher.search(self._all_of(terms), most, count=False).hits)
            if terms
            else []
        )

    def lacking(
        self,
        text: str,
        only_documents: Sequence[str] | None = None,
        languages: frozenset[str] = ENGLISH_ONLY,
    ) -> list[str]:
        """The words of a text that no passage has, as they stand in it; nor, if given, those documents' passages."""
        searcher = self._index.searcher()
        documents = (
            None
            if only_documents is None
            else tantivy.Query.term_set_query(self._schema, DOCUMENT, list(only_documents))
        )
        return [
            word
            for word in dict.fromkeys(WORD.findall(text))
            if content_words(word)
            and (forms := _forms(word, languages))
            and not any(self._occurs(searcher, form, documents) for form in forms)
            and not any(
                all(self._occurs(searcher, part, documents) for part in number)
                for number in other_spellings(word)
            )
        ]

    def _occurs(
        self, searcher: tantivy.Searcher, form: str, documents: tantivy.Query | None
    ) -> bool:
        if documents is None or not searcher.doc_freq(TEXT, form):
            return bool(searcher.doc_freq(TEXT, form))
        term = tantivy.Query.term_query(self._schema, TEXT, form, index_option="basic")
        both = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, term), (tantivy.Occur.Must, documents)]
        )
        return bool(searcher.search(both, 1, count=False).hits)

    def _queries(
        self, searcher: tantivy.Searcher, question: str, languages: frozenset[str]
    ) -> list[tantivy.Query]:
        """A query for each word of a question, in all its forms that some passage has.

        Of a question that is not in English the stop words are left out.
        """
        spoken = likeliest(question, languages) if languages > ENGLISH_ONLY else ENGLISH
        asked: dict[str, None] = {}
        for word in dict.fromkeys(split_words(question)):
            if words_in(word, spoken):
                forms = _forms(word, languages, spoken)
                here = [form for form in forms if searcher.doc_freq(TEXT, form)]
                asked |= dict.fromkeys(here or forms[:1])
        queries = (self._word_query(searcher, word) for word in asked)
        return [query for query in queries if query]

    def _word_query(self, searcher: tantivy.Searcher, word: str) -> tantivy.Query | None:
        if searcher.doc_freq(TEXT, word):
            return tantivy.Query.term_query(self._schema, TEXT, word, index_option="freq")
        if len(word) < FUZZY_MIN_LETTERS or word.isdigit():
            return None
        edits = 2 if len(word) >= FUZZY_TWO_EDITS_LETTERS else 1
        near = tantivy.Query.fuzzy_term_query(self._schema, TEXT, word, distance=edits)
        # A fuzzy match scores a flat 1; it is weighed as a word in a hundredth of the passages.
        return tantivy.Query.boost_query(near, math.log(100))


def open_lexical(folder: Path, stamp: str) -> LexicalIndex | None:
    """The index from its folder, or None if it is missing, damaged or of another state."""
    path = folder / FOLDER
    return LexicalIndex.from_folder(path) if _read_stamp(path) == stamp else None


def build_lexical(store: Store) -> LexicalIndex:
    """The index of the library's present state, in memory only."""
    index = LexicalIndex.in_memory()
    index.add(_rows(store, store.chunk_ids().tolist()), store.languages())
    return index


def write_lexical(store: Store, stamp: str) -> LexicalIndex:
    """Bring the folder to the state ``stamp``.

    New passages are added. After a removal all of it is built anew, because tantivy keeps the
    words of removed passages until it happens to merge their segment.
    """
    folder = store.folder / FOLDER
    wanted = set(store.chunk_ids().tolist())
    index = (
        LexicalIndex.from_folder(folder) if of_same_library(_read_stamp(folder), stamp) else None
    )
    present = index.ids() if index else set()
    if index is not None and present <= wanted:
        (folder / SEAL).unlink()
        index.add(_rows(store, sorted(wanted - present)), store.languages())
        seal(folder, stamp)
        return index
    return rebuild_lexical(store, stamp)


def rebuild_lexical(store: Store, stamp: str) -> LexicalIndex:
    """Write the folder anew, beside it until it is whole, so that no reader opens a half of it."""
    folder = store.folder / FOLDER
    beside, aside = folder.with_suffix(".new"), folder.with_suffix(".old")
    index = LexicalIndex.in_new_folder(beside)
    index.add(_rows(store, store.chunk_ids().tolist()), store.languages())
    seal(beside, stamp)
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():  # a reader that was opening it has put its lock file there again
        shutil.rmtree(aside, ignore_errors=True)
        folder.replace(aside)
        shutil.rmtree(aside, ignore_errors=True)
    beside.replace(folder)
    return index


def lexical_stamp(folder: Path) -> str:
    """The state that the index says it is of, unchecked; empty if it says none."""
    try:
        return str(json.loads((folder / FOLDER / SEAL).read_text(encoding="utf-8"))["stamp"])
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def _read_stamp(folder: Path) -> str:
    """The state an index was built from; empty if it is missing, half written or damaged."""
    try:
        found = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        stamp = str(found["stamp"])
        return stamp if found["crc32"] == _checksum(folder, stamp) else ""
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def seal(folder: Path, stamp: str) -> None:
    """Mark an index as whole, and as that of a state."""
    whole = {"stamp": stamp, "crc32": _checksum(folder, stamp)}
    (folder / SEAL).write_text(json.dumps(whole), encoding="utf-8")


def _checksum(folder: Path, stamp: str) -> int:
    """One checksum over the stamp and the index's files; its lock files are left out."""
    checksum = zlib.crc32(stamp.encode())
    for path in sorted(folder.iterdir()):
        if path.name != SEAL and path.suffix != ".lock":
            checksum = zlib.crc32(path.read_bytes(), zlib.crc32(path.name.encode(), checksum))
    return checksum


def _ids(searcher: tantivy.Searcher, hits: list[tuple[float, tantivy.DocAddress]]) -> list[int]:
    """The passage ids of hits; addresses are good only for the searcher they came from."""
    values = searcher.fast_field_values(ID, [address for _, address in hits])
    return [int(value) for value in values if value is not None]


def _rows(store: Store, chunk_ids: Sequence[int]) -> Iterable[tuple[int, str, str]]:
    for start in range(0, len(chunk_ids), WRITE_BATCH):
        for chunk_id, chunk in store.chunks(chunk_ids[start : start + WRITE_BATCH]).items():
            yield chunk_id, chunk.document_id, chunk.encoder_text


def _forms(word: str, languages: frozenset[str], first: str = ENGLISH) -> list[str]:
    """A word in the forms in which passages of these languages would have it."""
    ordered = dict.fromkeys([first, *sorted(languages)])
    return list(dict.fromkeys(form for each in ordered for form in words_in(word, each)))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(ID, indexed=True, fast=True)
    builder.add_text_field(DOCUMENT, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(TEXT, tokenizer_name=ANALYZER, index_option="freq")
    return builder.build()
