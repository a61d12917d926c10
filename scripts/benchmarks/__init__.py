"""What `scripts/bench` is made of: synthetic data, floors, a load client, measures and the table."""
