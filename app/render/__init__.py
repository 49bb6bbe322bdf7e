"""What is found, as text, Markdown, JSON and HTML."""
