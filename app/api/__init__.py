"""The doors for programs: REST and the assistants' protocol."""
