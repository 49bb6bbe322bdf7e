"""Who may do what, how many at once, and by which passwords."""
