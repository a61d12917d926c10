"""Letters and their sending."""
