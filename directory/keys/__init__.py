"""What is sealed (secrets at rest) or signed (links), with the secret key of the service.

It knows neither accounts nor letters: it takes bytes and text, and gives back bytes and text.
"""
