"""The pygame window: replays, live play, recording by hand. Here and in `pygame_sprites` only is pygame imported."""

import os

# pygame greets on stdout when it is imported, which would break every `--json`.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
