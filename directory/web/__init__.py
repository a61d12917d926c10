"""What doors share about HTTP: pages, errors, headers, sessions of people, from an address to a search.

It may know Flask. It answers no address itself: that is for `routes`.
"""
