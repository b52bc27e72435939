"""Runs the checks and all tests; says so where the browser tests cannot run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    has_browser = shutil.which("chromium") is not None
    required = os.environ.get("REQUIRE_BROWSER") == "1"
    if required and not has_browser:
        print("chromium is required (REQUIRE_BROWSER=1) and not installed")
        return 1
    python = sys.executable
    for command in (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]):
        code = subprocess.run([python, "-m", *command], cwd=ROOT, check=False).returncode
        if code:
            return code
    selection = [] if has_browser else ["-m", "not browser"]
    # Two workers share the two cores; whole files stay together, so that a file's finished run is trained once.
    command = [python, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", *selection, *sys.argv[1:]]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if not has_browser:
        print("browser tests not run: chromium is not installed")
    return code


if __name__ == "__main__":
    sys.exit(main())
