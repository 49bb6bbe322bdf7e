"""What is kept of a conversation: saved files, and what an evidence pack holds."""
