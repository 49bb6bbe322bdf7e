"""The page in the browser, one module a tab: its handlers, and its layout below them.

In: what a visitor types, chooses and uploads, none of it to be trusted. Out: pieces of the page, made in
render. It may import doors, render, keeping and web, but never the API.
"""

import app.web  # noqa: F401 - it sets what Gradio reads when it is imported
