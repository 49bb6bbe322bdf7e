"""From gold questions to numbers one can trust."""
