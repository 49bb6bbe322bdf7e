"""Who may do what, how many at once, and by which passwords.

In: the flags of ``footnote serve``, its file of users, and questions from any way in. Out: answers when
their turn comes, or one of our errors. It may import what answers and checks, and no room further on:
it knows neither HTTP nor the page.
"""
