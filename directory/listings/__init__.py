"""What a listing is: its facts, how they are checked, what the public may read of it."""
