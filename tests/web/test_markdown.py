"""Notes as the page draws them: structure from Markdown, and text that stays text."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from web.node import run

OUTLINE = """
const draw = (node) =>
  node === null || node === undefined || node === false ? "" :
  Array.isArray(node) ? node.map(draw).join("") :
  typeof node === "object" ? `<${node.type}>${draw(node.props.children)}</${node.type}>` : String(node);
"""


def drawn(sources: list[str]) -> list[str]:
    """Each source as an outline of tags and text."""
    return run("markdown.js", f"{OUTLINE} return data.map((source) => draw(m.markdown(source)));", sources)


def words_of(sources: list[str]) -> list[str]:
    """Each source's text, without any tags."""
    body = """
    const text = (node) => node === null || node === undefined || node === false ? "" :
      Array.isArray(node) ? node.map(text).join("") :
      typeof node === "object" ? text(node.props.children) : String(node);
    return data.map((source) => text(m.inline(source)));
    """
    return run("markdown.js", body, sources)


def test_blocks_become_their_elements() -> None:
    cases: dict[str, str] = {
        "One line\nand its rest.\n\nTwo.": "<p>One line and its rest.</p><p>Two.</p>",
        "## The formula\n\nText": "<h2>The formula</h2><p>Text</p>",
        "### Deeper": "<h3>Deeper</h3>",
        "- a\n- b": "<ul><li>a</li><li>b</li></ul>",
        "1. a\n2. b\n   goes on": "<ol><li>a</li><li>b goes on</li></ol>",
        "- a\n  - inner\n- b": "<ul><li>a<ul><li>inner</li></ul></li><li>b</li></ul>",
        "```\nx = *1*\n```": "<pre><code>x = *1*</code></pre>",
        "| a | b |\n|---|---|\n| 1 | **2** |": (
            "<div><table><thead><tr><th>a</th><th>b</th></tr></thead>"
            "<tbody><tr><td>1</td><td><strong>2</strong></td></tr></tbody></table></div>"
        ),
    }
    assert dict(zip(cases, drawn(list(cases)), strict=True)) == cases


def test_marks_within_a_line() -> None:
    cases: dict[str, str] = {
        "**bold** and *why* and `x_i`": (
            "<p><strong>bold</strong> and <em>why</em> and <code>x_i</code></p>"
        ),
        "**In an interview:** say `a * b * c`": (
            "<p><strong>In an interview:</strong> say <code>a * b * c</code></p>"
        ),
        "2 * 3 * 4 stays, and so does x*": "<p>2 * 3 * 4 stays, and so does x*</p>",
        "a `broken mark": "<p>a `broken mark</p>",
        "<script>alert(1)</script> [x](javascript:1)": "<p><script>alert(1)</script> [x](javascript:1)</p>",
    }
    assert dict(zip(cases, drawn(list(cases)), strict=True)) == cases


def test_markup_in_a_note_is_a_string_and_no_element() -> None:
    body = "return m.markdown(data)[0].props.children;"
    children: Any = run("markdown.js", body, "<img src=x onerror=alert(1)>")
    assert children == ["<img src=x onerror=alert(1)>"]


@settings(max_examples=3, deadline=None)
@given(st.lists(st.text(alphabet="ab*`_ <>&", max_size=30), min_size=40, max_size=60))
def test_no_letter_is_lost(sources: list[str]) -> None:
    kept = words_of(sources)
    for source, text in zip(sources, kept, strict=True):
        assert [c for c in text if c in "ab<>&_"] == [c for c in source if c in "ab<>&_"]


@settings(max_examples=3, deadline=None)
@given(
    st.lists(
        st.text(alphabet=st.sampled_from("a1.-#*`| \n)"), max_size=60),
        min_size=60,
        max_size=80,
    )
)
def test_any_source_is_drawn(sources: list[str]) -> None:
    assert len(drawn(sources)) == len(sources)
