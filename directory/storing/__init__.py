"""Writing listings and their history: one or ten thousand, by the same rules.

Every door that changes a listing ends here. It never decides who may: that is asked before.
"""
