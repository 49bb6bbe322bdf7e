"""A claim in, its closest sentence and what agrees with it out."""
