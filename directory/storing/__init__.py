"""Writing listings and their history."""
