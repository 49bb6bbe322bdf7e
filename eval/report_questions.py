"""Every question of a run as HTML: what was asked, what came of it, and what was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from app.render.templates import Templates
from eval.results import Result, Verdict


def questions_html(results: Sequence[Result], ask_at: str = "") -> Markup:
    """All questions, each with its details folded away; the report's script filters them.

    ``ask_at``: the app's address up to the question, where it runs.
    """
    counted = Counter(result.verdict for result in results)
    verdicts = [(verdict.value, counted[verdict]) for verdict in Verdict if counted[verdict]]
    wrong = sum(not result.verdict.is_right for result in results)
    if wrong:
        # No verdict, but the class that a question which went wrong has in the template.
        verdicts.insert(0, ("wrong", wrong))
    return Templates.of("eval").render(
        "questions.html",
        results=results,
        verdicts=verdicts,
        kinds=Counter(result.kind for result in results).items(),
        ask_at=ask_at,
    )
