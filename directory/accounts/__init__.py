"""People with an account: inviting them, letting them in, what professionals may read.

Every function takes the database session and the instant, changes rows and records what happened; doors
commit. Functions that somebody must be allowed to call take that `permissions.Actor` as `by` and raise
`permissions.NotAllowed`. Cookies, pages and redirects never come in here: they are `web`'s.
"""
