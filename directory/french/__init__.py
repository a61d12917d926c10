"""French words: typography, folding, the words of the index."""
