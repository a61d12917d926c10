"""Which departement lacks which option."""
