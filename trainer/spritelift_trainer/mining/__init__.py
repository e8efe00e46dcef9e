"""Mining: from clean frames to the dictionary that explains them, by exact search alone (no learning)."""
