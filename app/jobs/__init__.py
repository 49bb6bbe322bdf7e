"""Long work, done apart from the pages that asked for it.

In: what is to be added, removed or worked out. Out: jobs, each with how far it is and what came of it.
One after another they are done in another process, so that questions hardly notice; a job goes on
whoever looks on, ends at once when it is cancelled, and what it has finished is kept.
"""
