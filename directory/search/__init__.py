"""Questions of the public: a search in, listings ready to show out."""
