"""The command line: what a user types, and what is printed for it.

In: arguments and a terminal. Out: text, tables, JSON and an exit code. It may import every room of the
app, but only inside functions what is slow to import, so that help is there at once.
"""
