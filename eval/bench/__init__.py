"""Footnote beside its peers, measured in one run by ``python -m eval.bench``; not installed with the product."""
