"""From hits to a quotation a reader can check."""
