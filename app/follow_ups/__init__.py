"""A follow-up and the answer before it in, a question that stands by itself out; see conversation.py.

Each rule is for one way of hinting at what was said. It imports ``answers`` and ``language``.
"""
