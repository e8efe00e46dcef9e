"""Changing what was decomposed: edits as records, a document they are done to, undone and done again. No pygame."""
