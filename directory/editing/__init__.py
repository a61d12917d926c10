"""Keeping one listing true: the form, what waits for a second person, merging, confirming, restoring, hiding.

Each verb checks the right of who asks, then writes through `storing`. Nothing here is for people without an
account: that is `suggestions`.
"""
