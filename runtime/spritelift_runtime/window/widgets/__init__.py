"""The editor's widgets: kept objects with a rectangle each, which answer events with messages and draw themselves.

A window collects the messages in its input phase, steps its state by them, and puts the state's values back into the
widgets, which redraw only where a value is another one. `actions`, `chords` and `keys_file` know nothing of pygame.
"""
