"""Text files that begin with YAML between `---` lines."""

from pathlib import Path

from viva.content.document import Document, parse_document, read_text
from viva.content.problem import ContentError, Problem


def read_front_matter(file: Path) -> tuple[Document, str, int]:
    """The fields, the body, and the line (from 1) on which the body begins. Raises `ContentError`."""
    text = read_text(file).replace("\r\n", "\n")
    if not text.startswith("---\n"):
        raise ContentError([Problem(file, 1, "", "must begin with a line ---")])
    end = text.find("\n---\n", 3)
    if end < 0:
        raise ContentError([Problem(file, 1, "", "the fields must end with a line ---")])
    head, body = text[4 : end + 1], text[end + 5 :]
    document = parse_document(file, head, first_line=2)
    return document, body.strip("\n"), head.count("\n") + 3
