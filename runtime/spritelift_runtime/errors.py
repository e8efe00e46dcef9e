"""Everything spritelift raises on purpose.

    SpriteliftError
    ├── ConfigError (ValueError)          a setting that cannot work
    ├── FormatError (ValueError)          a file or folder that is not what it should be
    ├── MissingError (FileNotFoundError)  something that is not there
    ├── SizeError (ValueError)            pictures whose sizes don't fit each other
    ├── TrainingError (RuntimeError)      training that can't go on
    ├── ExportError (RuntimeError)        a model that did not prove itself
    └── UnavailableError (RuntimeError)   a package, device or display this machine lacks

Each message says what was given, what is wrong, and the mend.
"""


class SpriteliftError(Exception):
    """Anything we raise on purpose. Catch this to catch all of ours."""


class ConfigError(SpriteliftError, ValueError):
    """A setting that cannot work, with the setting that would."""


class FormatError(SpriteliftError, ValueError):
    """A file or folder that is not what it says it is."""


class MissingError(SpriteliftError, FileNotFoundError):
    """A file, folder, sprite or environment that is not there."""


class SizeError(SpriteliftError, ValueError):
    """Pictures or frames whose sizes don't fit each other; both sizes are named."""


class TrainingError(SpriteliftError, RuntimeError):
    """Training that can't go on: where it ended, what is left of it, and the likely cause."""


class ExportError(SpriteliftError, RuntimeError):
    """A model whose exported form answers differently; nothing was written."""


class UnavailableError(SpriteliftError, RuntimeError):
    """A package, device or display this machine lacks, with the way to get it."""
