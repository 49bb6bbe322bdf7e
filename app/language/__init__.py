"""English: what numbers, dates, names, countries and word forms are, and how questions are put."""
