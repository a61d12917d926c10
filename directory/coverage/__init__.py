"""Which departement lacks which option of the national plan, and how fresh what is known is.

Counts of what is published, and the picture drawn from them. It never changes a listing.
"""
