"""Numbers as people read them."""


def counted(count: int, thing: str) -> str:
    """ "1 frame", "5,000 frames"."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
