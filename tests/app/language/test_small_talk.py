"""A greeting or a wish for a summary is told from a question, however short."""

import pytest

from app.language.small_talk import is_small_talk


@pytest.mark.parametrize(
    "text",
    ["hello", "Hi!", "Hey there", "help", "Help me please", "Summarise", "summarize this document", "Thanks!",
     "What can I ask?", "Please summarise everything", "Good morning"],
)  # fmt: skip
def test_small_talk(text):
    assert is_small_talk(text)


@pytest.mark.parametrize(
    "text",
    ["Who helps?", "help desk hours?", "Hello Kitty's age?", "Summarise the causes of the flood",
     "Who said good morning?", "test results?", "What can I do about mould?", "High water?"],
)  # fmt: skip
def test_questions(text):
    assert not is_small_talk(text)
