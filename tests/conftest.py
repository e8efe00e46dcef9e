"""Settings of every test: no window, no sound, one thread, no deadlines."""

import os

# Before anything imports pygame or numpy: both read these once.
os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"
os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")

from hypothesis import settings

# A deadline would time our code, and first examples pay for imports; examples are bounded to keep the suite short.
settings.register_profile("spritelift", deadline=None, max_examples=25, print_blob=True)
settings.load_profile("spritelift")
