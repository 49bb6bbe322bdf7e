"""Other languages: what they are called in English, and how they write numbers."""

from __future__ import annotations

import re

NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian",
    "lv": "Latvian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian",
    "sv": "Swedish", "ta": "Tamil", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip


# Where 1,234.5 is written 1.234,5 or 1 234,5.
DECIMAL_COMMA = frozenset(NAMES) - {"ar", "en", "fa", "he", "hi", "ja", "ko", "ta", "th", "zh"}
_COMMA_OR_POINT = re.compile(r"(?<=\d)(?:,|\.(?=\d{3}(?!\d)))(?=\d)")


def with_english_figures(text: str, language: str) -> str:
    """A text, character for character, with its numbers as they are written in English."""
    if language not in DECIMAL_COMMA:
        return text
    return _COMMA_OR_POINT.sub(lambda found: "." if found[0] == "," else ",", text)


def name_of(code: str) -> str:
    """A language's name; empty where the code is."""
    return NAMES.get(code, code)
