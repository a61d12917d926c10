"""What is sealed or signed."""
