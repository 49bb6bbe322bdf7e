"""Questions of all documents at once: what each cell of the table says, and in which order its rows can be.

In: answers, each restricted to one document. Out: cells. It asks nothing itself.
"""
