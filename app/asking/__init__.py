"""A question in, an answer with its citations out: the one flow."""
