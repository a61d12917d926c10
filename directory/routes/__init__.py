"""One module a surface: parse the request, call one verb, render. Registered by `directory.app`.

No route imports another, and none writes SQL or decides a right: what two of them share is in `web`.
"""
