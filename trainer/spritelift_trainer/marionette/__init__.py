"""MarioNette as its paper says (Smirnov et al. 2021): sprites, and where they stand, learnt from frames alone.

Sections 3.1 to 3.6 are a module each; `model.py` puts them together. Where the paper is silent, or the released code
departs from it, is a setting of `shape.py`.
"""
