"""What people and programs see: answers, claims, documents come in, text, Markdown, JSON, HTML go out.

Pure functions; the markup stands in the folder ``templates``. The room imports those of answers,
reading, asking, checking and keeping, and never those that serve, lay out or print.
"""
