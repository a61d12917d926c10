"""Questions of the public: a search comes in, listings ready to be shown go out, counted and in order.

It reads the public tables alone, so that it cannot show what is not published.
"""
