"""From what is stored to what the public reads: the public tables and the index of words.

Written in the transaction of the change, read by every public page. What may not be published never
comes in: it projects with `listings.public_view` and with nothing else.
"""
