"""Make .venv, install spritelift into it, and run it; enough on a fresh machine with Python 3.11 to 3.13.

    python start.py demo [args]     the whole path on a bundled game; args go to `spritelift demo`
    python start.py test [args]     the tests; args go to pytest
    python start.py check           format, lint, types, tests

A second run installs nothing. Standard library only, and written so that an older Python can still read it as far
as the line that refuses it.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST, NEWEST = (3, 11), (3, 13)
EXTRAS = {"demo": ("train",), "test": ("atari", "dev", "train"), "check": ("atari", "dev", "train")}
INSTALLING = "installing"


class RefusedError(Exception):
    """Something the user can mend; the message is one line."""


def main(argv: "list[str]") -> int:
    """Run one command; gives its exit code, 2 where the user must mend something first."""
    if not argv or argv[0] not in EXTRAS:
        asked_for_help = bool(argv) and argv[0] in ("-h", "--help")
        print(__doc__.strip(), file=sys.stdout if asked_for_help else sys.stderr)
        return 0 if asked_for_help else 2
    try:
        refuse_other_pythons(sys.version_info[:2])
        prepare(ROOT, EXTRAS[argv[0]])
    except RefusedError as err:
        print(f"start.py: {err}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("start.py: stopped; the next run starts the installation over.", file=sys.stderr)
        return 130
    # pytest, ruff and mypy find their settings in ROOT; the demo's own paths are relative to where the user stands.
    return run_all(commands(argv[0], argv[1:], ROOT), Path.cwd() if argv[0] == "demo" else ROOT)


def refuse_other_pythons(version: "tuple[int, ...]") -> None:
    """Refuse a Python that pygame and torch have no wheels for."""
    if not OLDEST <= tuple(version) <= NEWEST:
        found, oldest, newest = (".".join(map(str, v)) for v in (version, OLDEST, NEWEST))
        raise RefusedError(
            f"this is Python {found}, spritelift needs {oldest} to {newest}. "
            f"Run it with one of those, e.g. `python{newest} start.py` (Windows: `py -{newest} start.py`)."
        )


def venv_python(venv: Path, windows: bool = os.name == "nt") -> Path:
    """The interpreter inside a virtual environment."""
    return venv / "Scripts" / "python.exe" if windows else venv / "bin" / "python"


# --- installing, once ---


def prepare(root: Path, extras: "tuple[str, ...]") -> None:
    """Have `.venv` hold spritelift with at least `extras`; touches nothing where it does already."""
    venv, stamp = root / ".venv", root / ".venv" / "spritelift.stamp"
    inputs = fingerprint(root)
    stamped = read_stamp(stamp)
    if satisfied(stamped, inputs, extras) and venv_python(venv).exists():
        return
    if stamped == INSTALLING or not works(venv_python(venv)):
        make_venv(venv)
    wanted = sorted({*extras, *(stamped.get("extras", ()) if isinstance(stamped, dict) else ())})
    # Until pip is done the stamp says so: an installation that ended early may leave half a package that pip takes
    # for a whole one, so the next run starts over (from pip's cache).
    write_stamp(stamp, INSTALLING)
    install(root, wanted)
    write_stamp(stamp, {"inputs": inputs, "extras": wanted})


def fingerprint(root: Path) -> str:
    """A hash of the files that say what to install."""
    content = b"\0".join((root / name).read_bytes() for name in ("pyproject.toml", "constraints.txt"))
    return hashlib.sha256(content + str(root).encode()).hexdigest()  # a moved folder's .venv points to the old place


def satisfied(stamped: "dict | str | None", inputs: str, extras: "tuple[str, ...]") -> bool:
    """Whether the stamp is of a finished installation of the same files with these extras or more."""
    return isinstance(stamped, dict) and stamped.get("inputs") == inputs and {*extras} <= {*stamped.get("extras", ())}


def read_stamp(stamp: Path) -> "dict | str | None":
    """What the last installation left; None where there was none or it can't be read."""
    try:
        return json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_stamp(stamp: Path, content: "dict | str") -> None:
    """Write the stamp whole or not at all."""
    draft = stamp.with_suffix(".draft")
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.replace(stamp)


def works(python: Path) -> bool:
    """Whether the environment's interpreter is a version we take, and has pip."""
    question = f"import sys, pip; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    try:
        return subprocess.run([python, "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:  # not there, or its own interpreter was removed
        return False


def make_venv(venv: Path) -> None:
    """Make a fresh environment with the running Python, in place of whatever is there."""
    print(f"start.py: making {venv}", file=sys.stderr)
    try:
        if venv.is_dir() and not venv.is_symlink():
            shutil.rmtree(venv)
    except OSError as err:
        raise RefusedError(f"{venv} can't be replaced ({err}). Close what uses it, or remove it yourself.") from err
    made = subprocess.run([sys.executable, "-m", "venv", venv], stdout=sys.stderr, check=False)
    if made.returncode != 0 or not works(venv_python(venv)):
        raise RefusedError(
            "this Python can't make a virtual environment. "
            "On Debian and Ubuntu: `sudo apt install python3-venv`; elsewhere install Python from python.org."
        )


def install(root: Path, extras: "list[str]") -> None:
    """Install spritelift, editable, with `extras`. pip's own words go to stderr: stdout belongs to the command."""
    print(f"start.py: installing spritelift[{','.join(extras)}] (once; takes minutes)", file=sys.stderr)
    pip = [str(venv_python(root / ".venv")), "-m", "pip", "install", "--disable-pip-version-check"]
    wanted = ["-c", str(root / "constraints.txt"), "-e", f"{root}[{','.join(extras)}]"]
    if subprocess.run([*pip, *wanted], stdout=sys.stderr, check=False).returncode != 0:
        raise RefusedError(
            "pip could not install spritelift; its reason is above. Mend that and run the same command again."
        )


# --- running ---


def commands(name: str, args: "list[str]", root: Path) -> "list[list[str]]":
    """The command lines that `name` stands for."""
    python = str(venv_python(root / ".venv"))
    if name == "demo":
        named_out = any(arg == "--out" or arg.startswith("--out=") for arg in args)
        return [[python, "-m", "spritelift", "demo", *([] if named_out else ["--out", str(root / "demo")]), *args]]
    # Workers halve the time; the user's arguments (say, --pdb) may not go along with them, so they come without.
    tests = [python, "-m", "pytest", *(args or ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"])]
    if name == "test":
        return [tests]
    ruff = [python, "-m", "ruff"]
    return [[*ruff, "format", "--check", "."], [*ruff, "check", "."], [python, "-m", "mypy"], tests]


def run_all(lines: "list[list[str]]", folder: Path) -> int:
    """Run every line in `folder`, also after one failed; gives the first code that was not 0."""
    codes = [run(line, folder, announce=len(lines) > 1) for line in lines]
    return next((code for code in codes if code != 0), 0)


def run(line: "list[str]", folder: Path, announce: bool = False) -> int:
    """Run one command line and wait for it, Ctrl-C or not: the child gets the Ctrl-C too and ends in its own way."""
    if announce:
        print("start.py:", *line[1:], file=sys.stderr, flush=True)
    child = subprocess.Popen(line, cwd=str(folder))
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
