"""Where reading stops what somebody sends without end."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message


def limited(request: Request, limit: int) -> Request:
    """The same request, whose body may have no more bytes than this.

    Reading more raises an HTTPException with the status 413, before the rest is in memory.
    """
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise HTTPException(413, f"At most {limit / 1e6:,.0f} MB can be sent here.")
        return message

    return Request(request.scope, receive)
