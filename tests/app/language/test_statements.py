"""Who a sentence names for what it says."""

import pytest

from app.language.statements import who_says
from tests.tables import read_table


@pytest.mark.parametrize(("sentence", "who"), read_table(__file__, "who"))
def test_who_says_it(sentence: str, who: str) -> None:
    assert sentence[slice(*(who_says(sentence) or (0, 0)))] == who
