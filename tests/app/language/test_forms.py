"""Word forms: what a dictionary has, and what it takes for another word."""

import pytest

from app.language.forms import is_past, is_plural, lemma

PASTS = """
    paid-pay won-win lost-lose built-build bought-buy left-leave fought-fight began-begin begun-begin
    rose-rise fell-fall broke-break took-take taken-take shot-shoot saw-see seen-see felt-feel gone-go
    went-go stood-stand thought-think fled-flee flew-fly drew-draw chose-choose wore-wear led-lead
    found-find met-meet wounded-wound killed-kill
"""


@pytest.mark.parametrize("pair", PASTS.split())
def test_a_past_and_its_verb(pair: str) -> None:
    past, verb = pair.split("-")
    assert lemma(past) == lemma(past.title()) == verb
    assert is_past(past)


def test_what_is_no_past() -> None:
    others = "pay men children criteria better best least ships goes going red Left was had does wouldn't"
    assert [word for word in ["", *others.split()] if is_past(word)] == []
    assert is_past("put")
    assert is_past("retweeted")  # in no dictionary


def test_several_and_one() -> None:
    assert [lemma(word) for word in ("men", "Countries", "feet", "Löfven")] == [
        "man", "country", "foot", "löfven"
    ]  # fmt: skip
    several = "men women policemen people police feet ships countries classes Danes Salafists"
    assert [word for word in several.split() if not is_plural(word)] == []
    one = "ship bus gas news class series does is this always US Paris Leeds analysis Norway's"
    assert [word for word in ["", *one.split()] if is_plural(word)] == []
