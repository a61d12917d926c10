"""From what is stored to what the public reads, and its index."""
