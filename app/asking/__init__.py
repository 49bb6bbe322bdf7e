"""A question in, an answer with its citations out: the one flow, in ``ask.py``.

It imports ``answers``, ``language``, ``reading`` and ``follow_ups``, and the index and the documents.
"""
