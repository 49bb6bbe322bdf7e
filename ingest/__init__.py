"""Text in: from a file or an address to exact slices of text."""
