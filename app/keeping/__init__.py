"""What is kept: turns come in, the text of a file or the content of an evidence pack goes out.

A file comes back in as well, checked against the library before anything of it is shown. The room
imports answers, asking and checking, and the library's store.
"""
