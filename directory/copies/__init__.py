"""The public directory in other forms: printed sheets, still pictures, a site of plain files.

They are made of what the public may read already; nothing here reads a listing as it is stored.
"""
