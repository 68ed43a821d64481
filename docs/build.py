"""Checks the links between the documents and makes one page of them, `docs/site/index.html`."""  # noqa: INP001

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from posixpath import normpath, relpath
from typing import Final

from markdown_it import MarkdownIt

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final = (
    "README.md",
    "docs/commands.md",
    "docs/settings.md",
    "docs/content.md",
    "docs/grading.md",
    "docs/grader-card.md",
    "docs/evidence-model.md",
    "docs/speech.md",
    "docs/delivery.md",
    "docs/api.md",
    "docs/faults.md",
    "docs/architecture.md",
    "CONTRIBUTING.md",
    "training/README.md",
    "CHANGELOG.md",
    "docs/adr/README.md",
)
_HREF: Final = re.compile(r'(href|src)="([^"]+)"')
_STYLE: Final = """
:root { color-scheme: light dark; --paper: #f6f6f3; --ink: #191b1f; --ink-2: #4c5058; --rule: #e1e1db; --accent: #2a43ad; --sunk: #eeeeea; }
@media (prefers-color-scheme: dark) { :root { --paper: #131417; --ink: #ecebe6; --ink-2: #b6b8be; --rule: #2a2d33; --accent: #a5b5ff; --sunk: #0e0f12; } }
body { margin: 0 auto; max-width: 52rem; padding: 2rem 1.5rem 6rem; background: var(--paper); color: var(--ink); font: 1rem/1.65 system-ui, sans-serif; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .9rem; padding-bottom: 1rem; border-bottom: 1px solid var(--rule); }
a { color: var(--accent); } h1 { margin-top: 3rem; letter-spacing: -.02em; } section + section { border-top: 1px solid var(--rule); margin-top: 4rem; }
code { background: var(--sunk); padding: .1em .3em; border-radius: 4px; font-size: .88em; } pre { background: var(--sunk); padding: 1rem; border-radius: 8px; overflow-x: auto; } pre code { padding: 0; }
table { border-collapse: collapse; display: block; overflow-x: auto; } td, th { text-align: left; vertical-align: top; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--rule); } img { max-width: 100%; }
"""  # noqa: E501


def pages() -> list[str]:
    """The documents in reading order, decisions last."""
    decisions = sorted(str(file.relative_to(ROOT).as_posix()) for file in ROOT.glob("docs/adr/0*.md"))
    return [*PAGES, *decisions]


def rendered(page: str) -> str:
    """A document as HTML."""
    return MarkdownIt("commonmark").enable("table").render((ROOT / page).read_text("utf-8"))


def targets(page: str, html: str) -> Iterator[str]:
    """Where a document's links within the repository lead, from its root."""
    for _, link in _HREF.findall(html):
        if "://" not in link and not link.startswith("#"):
            yield normpath(str(Path(page).parent / link.partition("#")[0]))


def missing() -> list[str]:
    """`page: target` of every link that leads nowhere."""
    return [
        f"{page}: {target}"
        for page in pages()
        for target in targets(page, rendered(page))
        if not (ROOT / target).exists()
    ]


def site(folder: str) -> str:
    """All documents in one page that stands in `folder`."""
    known = {page: f"p{i}" for i, page in enumerate(pages())}

    def moved(page: str, html: str) -> str:
        def link(match: re.Match[str]) -> str:
            attribute, to = match.groups()
            if "://" in to or to.startswith("#"):
                return match[0]
            target = normpath(str(Path(page).parent / to))
            return f'{attribute}="{f"#{known[target]}" if target in known else relpath(target, folder)}"'

        return _HREF.sub(link, html)

    titles = {page: (ROOT / page).read_text("utf-8").partition("\n")[0].lstrip("# ") for page in known}
    nav = "".join(f'<a href="#{known[page]}">{titles[page]}</a>' for page in PAGES)
    sections = "".join(
        f'<section id="{name}">{moved(page, rendered(page))}</section>\n' for page, name in known.items()
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Viva</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><nav>{nav}</nav>\n{sections}</body></html>\n"
    )


def main() -> None:
    """Exits with 1 where a link leads nowhere."""
    lost = missing()
    if lost:
        sys.exit("These links lead nowhere:\n" + "\n".join(lost))
    place = ROOT / "docs" / "site"
    place.mkdir(exist_ok=True)
    (place / "index.html").write_text(site("docs/site"), "utf-8")
    sys.stdout.write(f"{place / 'index.html'}\n")


if __name__ == "__main__":
    main()
