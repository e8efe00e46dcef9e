"""`spritelift doctor`."""

from dataclasses import asdict, dataclass

from spritelift.arguments import Switch
from spritelift.health import Check, examine, installed
from spritelift.results import show


@dataclass(frozen=True, kw_only=True)
class Doctor:
    """Look at this machine: versions, device, onnxruntime's provider, display, clashing packages; with the mend.

    Exits with 1 if something must be mended.
    """

    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Look, then list what was found."""
        checks = examine(installed())
        well = all(check.well for check in checks)
        if self.json:
            show({"well": well, "checks": [asdict(check) for check in checks]}, as_json=True)
        else:
            show({check.name: _words(check) for check in checks}, as_json=False)
        return 0 if well else 1


def _words(check: Check) -> list[str]:
    marker = "" if check.well else "WRONG: "
    return [marker + check.found, *([f"  mend: {check.mend}"] if check.mend else [])]
