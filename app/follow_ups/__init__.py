"""How a follow-up question is taken apart and put together again; see conversation.py."""
