"""The ways in for programs: REST and the assistants' protocol.

In: questions, claims and files of other programs. Out: the answers of ``doors`` as typed JSON, an error
as one sentence. It may import doors, render and web, but never the page.
"""
