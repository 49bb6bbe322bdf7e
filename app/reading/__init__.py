"""A question and its passages in, of each the sentence that best answers out, with how sure it is.

It imports ``answers``, ``language`` and the index, and nothing that knows of libraries or pages.
"""
