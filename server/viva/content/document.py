"""A YAML document that remembers on which line each field stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError

from viva.content.problem import ContentError, Problem

Loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
FieldPath = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Document:
    """Parsed data with the line (from 1) of every field."""

    file: Path
    data: Mapping[str, Any]
    lines: Mapping[FieldPath, int] = field(default_factory=dict[FieldPath, int])

    def line(self, path: Sequence[str | int]) -> int:
        """The line of a field, or of its nearest ancestor that has one."""
        for cut in range(len(path), -1, -1):
            found = self.lines.get(tuple(path[:cut]))
            if found is not None:
                return found
        return 1

    def problem(self, path: Sequence[str | int], message: str) -> Problem:
        """A problem placed at a field of this document."""
        return Problem(self.file, self.line(path), ".".join(str(part) for part in path), message)

    def validate(self, model: type[M]) -> M:
        """The data as a Pydantic model. Raises `ContentError` with every field that does not fit."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            items = error.errors(include_url=False)
            places = [item["loc"] for item in items]
            problems = [
                self.problem(self._path(item["loc"]), _words(item["msg"], item["type"]))
                for item in items
                if not any(_is_within(place, item["loc"]) for place in places)
            ]
            raise ContentError(sorted(problems)) from error

    def _path(self, loc: FieldPath) -> FieldPath:
        """A field's path as the file has it, without what a schema adds for keys and alternatives."""
        path: FieldPath = ()
        for part in loc[:-1]:
            if (*path, part) in self.lines:
                path = (*path, part)
        return path if loc[-1] == "[key]" else (*path, loc[-1])


def read_text(file: Path) -> str:
    """A content file's text. Raises `ContentError` when it cannot be read as UTF-8."""
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError([Problem(file, 1, "", "not UTF-8 text")]) from error
    except OSError as error:
        raise ContentError([Problem(file, 1, "", f"cannot be read: {error.strerror}")]) from error


def read_document(file: Path) -> Document:
    """A YAML file whose top level is a mapping. Raises `ContentError`."""
    return parse_document(file, read_text(file))


def parse_document(file: Path, text: str, first_line: int = 1) -> Document:
    """YAML text whose top level is a mapping; `first_line` is where the text stands in its file."""
    loader = Loader(text)
    builder = _Builder(file, loader, first_line)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise ContentError([Problem(file, first_line, "", "must be a mapping of fields")])
        data = builder.build(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark else 0) + first_line
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
        raise ContentError([Problem(file, line, "", f"not valid YAML: {what}")]) from error
    except RecursionError as error:
        raise ContentError([Problem(file, first_line, "", "nested too deeply")]) from error
    finally:
        loader.dispose()
    return Document(file, cast("Mapping[str, Any]", data), builder.lines)


class _Builder:
    """Turns YAML nodes into plain data, noting the line of each field."""

    def __init__(self, file: Path, loader: yaml.SafeLoader, first_line: int) -> None:
        self.file = file
        self.construct = cast("Callable[..., object]", getattr(loader, "construct_object"))  # noqa: B009
        self.first_line = first_line
        self.lines: dict[FieldPath, int] = {}
        self.built: set[int] = set()

    def build(self, node: yaml.Node, path: FieldPath = ()) -> object:
        line = node.start_mark.line + self.first_line
        self.lines[path] = line
        if id(node) in self.built:  # an alias is the anchor's own node; a few lines of them can fill memory
            dotted = ".".join(map(str, path))
            raise ContentError([Problem(self.file, line, dotted, "write it out: aliases are not read")])
        self.built.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            items = cast("list[yaml.Node]", node.value)
            return [self.build(item, (*path, i)) for i, item in enumerate(items)]
        if not isinstance(node, yaml.MappingNode):
            return self.scalar(node, path)
        result: dict[str, object] = {}
        for key_node, value_node in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
            key = self.scalar(key_node, path)
            at = key_node.start_mark.line + self.first_line
            if not isinstance(key, str | int):
                raise ContentError([Problem(self.file, at, ".".join(map(str, path)), "keys must be words")])
            name = str(key)
            if name in result:
                dotted = ".".join(map(str, (*path, name)))
                raise ContentError([Problem(self.file, at, dotted, "stands twice")])
            result[name] = self.build(value_node, (*path, name))
            self.lines[*path, name] = at
        return result

    def scalar(self, node: yaml.Node, path: FieldPath) -> object:
        try:
            return self.construct(node, deep=True)
        except ValueError as error:  # a date or number that is none, such as 2024-13-45
            line = node.start_mark.line + self.first_line
            message = f"cannot be read ({error}); put it in quotes if it is text"
            raise ContentError([Problem(self.file, line, ".".join(map(str, path)), message)]) from error


def _is_within(inner: FieldPath, outer: FieldPath) -> bool:
    """A list is called too short when its entries are faulty; the entries' own faults say more."""
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _words(message: str, kind: str) -> str:
    known = {"extra_forbidden": "is not a field here", "missing": "is missing"}
    return known.get(kind, message[:1].lower() + message[1:])
