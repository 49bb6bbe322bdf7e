"""All that is known of English: no other room lists its words or has a pattern for them.

In: a text. Out: its numbers, dates, names, countries and word forms, what a question asks for, and
what a sentence reports. It imports nothing of the app, and of the index only its words.
"""
