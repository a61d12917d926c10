"""Where: departements, territories, communes, distances, geocoding, and what in a text says where.

It reads the gazetteer of `data/`, never the database, and knows no listing.
"""
