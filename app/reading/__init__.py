"""Passages in, spans that may answer out, each with how sure it is."""
