"""One pose of a character repainted, all the others with it: copies of exact pixels, no network."""
