"""One frame of a new character, and every other one from the sheets of characters that are built like it."""
