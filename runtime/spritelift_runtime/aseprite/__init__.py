"""Aseprite's own files: written and read as its public description says, in RGBA, grey and indexed colour."""
