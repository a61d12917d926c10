"""The directory on paper, as pictures and as files."""
