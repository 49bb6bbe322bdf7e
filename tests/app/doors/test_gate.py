"""The gate: never more at once than it says, in the order of coming, and a full line is said so."""

import asyncio
import threading
import time

import pytest

from app.doors.gate import Gate
from ingest.errors import BusyError
from tests.browser import run


def test_never_more_at_once_and_first_come_first_served():
    gate, inside, most, order = Gate(at_once=2, waiting=20), 0, 0, []
    lock = threading.Lock()

    def work(number):
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            order.append(number)
        time.sleep(0.01)
        with lock:
            inside -= 1
        return number

    async def ask_all():
        return await asyncio.gather(*(gate.run(lambda n=n: work(n)) for n in range(20)))

    assert run(ask_all()) == list(range(20))
    assert most == 2
    # Two run at once, so neighbours may change places as they begin, and nobody else.
    assert all(abs(place - number) <= 1 for place, number in enumerate(order))
    assert gate.in_line == 0


def test_a_full_line_is_a_sentence_and_is_open_again_afterwards():
    gate, go = Gate(at_once=1, waiting=2), threading.Event()

    async def crowd():
        asked = [asyncio.ensure_future(gate.run(go.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        assert gate.in_line == 2
        with pytest.raises(BusyError, match=r"2 questions are waiting\. Try again"):
            await gate.run(lambda: "too late")
        asked[2].cancel()  # who goes away makes room
        await asyncio.sleep(0.01)
        later = asyncio.ensure_future(gate.run(lambda: "in time"))
        go.set()
        assert await asked[0] is await asked[1] is True
        return await later

    assert run(crowd()) == "in time"
    assert gate.in_line == 0


def test_what_the_work_raises_reaches_whoever_asked_and_frees_the_place():
    gate = Gate(at_once=1, waiting=0)

    async def ask(work):
        return await gate.run(work)

    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            run(ask(lambda: 1 / 0))
    assert run(ask(lambda: 1)) == 1


def test_a_closed_gate_sends_away_who_waits():
    gate, go = Gate(at_once=1, waiting=2), threading.Event()

    async def crowd():
        asked = [asyncio.ensure_future(gate.run(go.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        gate.close()
        go.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second = run(crowd())
    assert first is True
    assert isinstance(second, asyncio.CancelledError)
