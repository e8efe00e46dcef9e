"""Files that are there already: written over only when asked twice."""

from pathlib import Path

from spritelift_runtime.errors import ConfigError


class Taken:
    """Refuses what is there once, and lets it pass when asked again. `inside` names what makes a folder such a one."""

    def __init__(self, says: str, inside: str = "") -> None:
        self._says, self._inside = says, inside
        self._asked: Path | None = None

    def check(self, path: Path) -> None:
        """Let paths pass where nothing is.

        Raises:
            ConfigError: something is there, and this is the first time that this path is asked about.
        """
        again = path == self._asked
        self._asked = path
        if not again and (path / self._inside).exists():
            raise ConfigError(f"{self._says} Press Enter once more to replace it, or choose another name.")
