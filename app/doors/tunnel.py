"""A public address by Gradio's tunnel: what is said before it is opened, and opening it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from app.doors.terms import Doors
from ingest.errors import FootnoteError

YES = "yes"


def warning(doors: Doors) -> str:
    """What a tunnel does, to be read before one is opened."""
    lines = [
        "A tunnel makes this library reachable from the whole internet, at an address under gradio.live.",
        "- A small program (frpc) is fetched from Hugging Face the first time, and runs while this does.",
        "- All that is asked, answered and uploaded passes through a server of Hugging Face, which can",
        "  read it.",
    ]
    who = "Whoever signs in" if doors.users else "Anyone who has the address"
    may = "" if doors.read_only else ", and add and remove documents"
    lines.append(f"- {who} can read every document of the library and ask about it{may}.")
    if not doors.read_only:
        lines.append("  With --read-only nobody can add or remove.")
    if doors.users is None:
        lines.append("- Nobody has to sign in. Safer is --auth FILE, with users that you choose.")
    lines.append("It is closed when you stop Footnote, and after a week at most.")
    return "\n".join(lines)


def confirm(doors: Doors, say: Callable[[str], None], read_line: Callable[[str], str]) -> bool:
    """Whether the user, told what a tunnel does, still wants one; no flag answers for them."""
    say(warning(doors))
    wanted = read_line(f"Type {YES} to open it: ").casefold() == YES
    if not wanted:
        say("No tunnel was opened, and nothing is served.")
    return wanted


def open_tunnel(host: str, port: int) -> str:
    """Open a tunnel to a port of this machine; gives its public address.

    Raises:
        FootnoteError: it cannot be opened.
    """
    from gradio.networking import setup_tunnel

    try:
        address = setup_tunnel(host, port, secrets.token_urlsafe(32), None, None)
    except Exception as error:  # whatever the program, the network and the server raise
        message = f"The tunnel could not be opened ({error}). Nothing can be reached from outside."
        raise FootnoteError(message) from error
    return f"https://{urlsplit(address).hostname}/"
