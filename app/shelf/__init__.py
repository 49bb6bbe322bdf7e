"""Several libraries of one user: which there are, and each as one file to carry away.

In: names that a user gives. Out: folders, each a library as any other. Nothing here knows who is asking.
"""
