"""Partners who show the list and the map in their own pages: who they are, which sites, which colours.

What they show is the public search; nothing here chooses which listings a partner may see.
"""
