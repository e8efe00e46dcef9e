"""Recordings, bundles, scenes, compositing, decomposing and tracking: everything that needs no torch."""
