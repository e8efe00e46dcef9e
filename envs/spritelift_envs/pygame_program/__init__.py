"""A pygame program, unmodified, in a process of its own: it stands still at every frame it shows until it is told which
keys are held, and its clock is virtual.

`process.py` is the side that tells, `nursery.py` the process; `lines.py` is what they say to each other.
"""
