"""Written French, knowing nothing of listings: typography, folding for comparison, the words of a text.

Only the standard library and text come in; no fact, no database.
"""
