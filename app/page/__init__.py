"""The page in the browser, one module a tab."""

import app.web  # noqa: F401 - it sets what Gradio reads when it is imported
