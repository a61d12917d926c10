"""Letters: their words and their sending, or their writing to files.

It is told whom to write to and about what; deciding that is for the packages above.
"""
