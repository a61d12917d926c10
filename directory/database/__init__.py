"""The database itself: its engines, many rows at once, its schema and migrations.

It knows tables and columns, not what they mean: no rule about a listing or an account is written here.
"""
