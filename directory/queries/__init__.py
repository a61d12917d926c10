"""Questions to the public tables: a session and a `SearchForm` in, values ready to show out."""
