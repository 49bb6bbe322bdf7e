"""A claim in, its closest sentence and what of it agrees, differs or is absent out.

It imports ``answers``, ``language``, ``reading`` and, to cite, ``asking``.
"""
