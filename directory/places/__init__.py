"""Where: departements, communes, distances, and what in a text says where."""
