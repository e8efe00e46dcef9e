"""The exact search: which known sprites, where, make these pixels; compiled."""
