"""What people without an account tell: a new listing, an error, a closed service. Nothing is changed by it.

A suggestion waits until a coordinator decides; nothing about who sent it is kept beyond what they typed.
"""
