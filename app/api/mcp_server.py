"""Tools for assistants, by the Model Context Protocol: to ask, to check claims, to read sources.

An assistant that asks here gets quotations with their places, or is told that there is no answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field, TypeAdapter
from starlette.routing import BaseRoute, Route

from app.answers import DEFAULT_RISK, Citation, Risk
from app.api.excerpts import Excerpt, read_excerpt
from app.assemble import Footnote, search_documents
from app.checking.statements import LONGEST_CLAIM, MOST_CLAIMS
from app.checking.verdicts import Checked
from app.doors.terms import LONGEST_QUESTION, Doors
from app.render.replies import Reply
from app.render.text import answer_text
from index.schema import DocumentSummary
from ingest.errors import FootnoteError

DOCUMENTS_LISTED = 100  # a longer list costs an assistant more than it helps; there is the search
ADDRESS = "/mcp"

INSTRUCTIONS = (
    "Footnote answers from the documents in its user's library, with exact quotations only. Cite what "
    "you take from it by title and section, and quote it word for word. Where it declines, the library "
    "holds no answer that is certain enough: say so, and do not fill the gap."
)
ASK = (
    "Ask the library one question. The result says what is quoted, from where, and how sure it is, as a "
    "frequency measured on questions with known answers; or that there is no answer, and what came nearest."
)
CHECK = (
    "Find the closest sentence in the library for each claim, and whether the claim's numbers, dates and "
    "names agree with it, differ, or do not occur there. It never says whether a claim is true."
)
DOCUMENTS = (
    "List the documents of the library, all or those that have something in their title or source."
)
SOURCE = "Read a place in a document with the text around it, such as a quotation's."
READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)

Question = Annotated[
    str,
    Field(
        description=f"A question of at most {LONGEST_QUESTION:,} characters, as one asks a person."
    ),
]
HowSure = Annotated[
    Risk, Field(description="How many answers may be wrong; what is less certain is declined.")
]
Only = Annotated[
    list[str] | None,
    Field(
        description="Ask these documents only, each named by its id, its source or its title, or all of "
        "tag:NAME or folder:PATH."
    ),
]
Asked = Annotated[
    list[str] | None,
    Field(
        description="Ask these documents only, each named by its id, its source or its title, or all of "
        "tag:NAME, folder:PATH or library:NAME; several libraries are asked together."
    ),
]
Thorough = Annotated[
    bool | None,
    Field(
        description="Whether the larger reader reads too; unsaid, it does where it is quick enough."
    ),
]
Statements = Annotated[
    list[str],
    Field(
        description=f"At most {MOST_CLAIMS} sentences, each of {LONGEST_CLAIM} characters at most."
    ),
]
Search = Annotated[str, Field(description="Part of a title or source; empty for all documents.")]
DocumentId = Annotated[
    str, Field(description="The document_id of a citation or of a listed document.")
]
Start = Annotated[int, Field(description="The first character, counted from 0.")]
End = Annotated[int, Field(description="The character behind the last.")]


@dataclass(frozen=True)  # without slots, which mcp takes for defaults
class Listed:
    """Documents of a library: how many were found, and the first of them."""

    found: int
    documents: tuple[DocumentSummary, ...]


@dataclass(frozen=True)  # as above
class CheckedClaims:
    """Claims with their evidence."""

    claims: tuple[Checked, ...]


@dataclass(frozen=True)
class Tools:
    """The tools, for one library."""

    footnote: Footnote
    doors: Doors

    async def answer(
        self,
        question: Question,
        risk: HowSure = DEFAULT_RISK,
        documents: Asked = None,
        thorough: Thorough = None,
    ) -> Annotated[CallToolResult, Reply]:
        """Answer a question: in words, and as the same plain values as everywhere."""
        with in_words():
            answer = await self.doors.answer(
                self.footnote, question, risk, documents, thorough=thorough
            )
        lines = [answer_text(answer), *(_address(citation) for citation in answer.citations)]
        return CallToolResult(
            content=[TextContent(text="\n".join(lines))],
            structured_content=TypeAdapter(Reply).dump_python(
                Reply.from_answer(answer).brief(), mode="json"
            ),
        )

    async def check(self, claims: Statements, documents: Only = None) -> CheckedClaims:
        """Check claims."""
        with in_words():
            checks = self.doors.check(self.footnote, claims, documents)
            return CheckedClaims(tuple([checked async for checked in checks]))

    async def documents(self, search: Search = "") -> Listed:
        """List documents."""
        with in_words():
            summaries = await asyncio.to_thread(self.footnote.store.summaries)
        found = search_documents(summaries, search)
        return Listed(len(found), tuple(found[:DOCUMENTS_LISTED]))

    async def source(self, document_id: DocumentId, start: Start, end: End) -> Excerpt:
        """Read around a quotation."""
        with in_words():
            return await asyncio.to_thread(
                read_excerpt, self.footnote.store, document_id, start, end
            )


def make_server(footnote: Footnote, doors: Doors) -> MCPServer[None]:
    """The server of one library's tools."""
    tools = Tools(footnote, doors)
    server: MCPServer[None] = MCPServer(
        "footnote", title="Footnote", instructions=INSTRUCTIONS, log_level="WARNING"
    )
    server.add_tool(tools.answer, "ask", description=ASK, annotations=READS)
    server.add_tool(tools.check, description=CHECK, annotations=READS)
    server.add_tool(tools.documents, description=DOCUMENTS, annotations=READS)
    server.add_tool(tools.source, description=SOURCE, annotations=READS)
    return server


def serve_stdio(footnote: Footnote) -> None:
    """Serve an assistant on this machine by standard input and output, until it hangs up."""
    make_server(footnote, Doors()).run("stdio")


def http_route(server: MCPServer[None]) -> BaseRoute:
    """The protocol over HTTP; ``server.session_manager`` must run while it is served.

    Each request stands for itself: there are no sessions, and no stream to listen to.
    """
    # Hosts and origins are checked for the whole server, before this.
    unchecked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    (route,) = server.streamable_http_app(
        json_response=True, stateless_http=True, transport_security=unchecked
    ).routes
    endpoint: Callable[..., object] = route.endpoint  # type: ignore[attr-defined]
    return Route(ADDRESS, endpoint, methods=["POST"])


@contextmanager
def in_words() -> Iterator[None]:
    """Tell the assistant of our own errors in their words; any other stays in the terminal."""
    try:
        yield
    except FootnoteError as error:
        raise ToolError(str(error)) from error


def _address(citation: Citation) -> str:
    """How a citation's place is given to the tool that reads a source."""
    return (
        f"[{citation.number}] is {citation.document_id}, start {citation.start}, end {citation.end}"
    )
