"""Who shows the map in their own pages, and how."""
