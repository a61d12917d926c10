"""What a listing is: its facts, its coded words, its categories, hours and contacts, and how each is checked.

`public_view` is the one way from what is stored to what the public may read. Values only: no session, no
request; who writes them is `storing`.
"""
