/** The library: questions, rubrics, notes and the glossary, each item at an address of its own. */
import { GlossaryShelf } from "../library/glossary.js";
import { NotePage } from "../library/note.js";
import { NoteShelf } from "../library/notes.js";
import { QuestionPage } from "../library/question.js";
import { QuestionShelf } from "../library/questions.js";
import { RubricPage } from "../library/rubric.js";
import { RubricShelf } from "../library/rubrics.js";
import { html } from "../html.js";
import { Page } from "../shell.js";

/** @typedef {import("../router.js").Place} Place */
/** @typedef {"questions" | "rubrics" | "notes" | "glossary"} Shelf */

/** @type {readonly {id: Shelf, word: string}[]} */
const SHELVES = [
  { id: "questions", word: "Questions" },
  { id: "rubrics", word: "Rubrics" },
  { id: "notes", word: "Notes" },
  { id: "glossary", word: "Glossary" },
];

const VIEWS = { questions: QuestionShelf, rubrics: RubricShelf, notes: NoteShelf, glossary: GlossaryShelf };

/** @param {{params: Record<string, string>, place: Place}} props */
export default function LibraryPage({ params, place }) {
  const shelf = SHELVES.find((one) => one.id === (params.shelf ?? "questions"));
  const id = params.id;
  if (!shelf) {
    return html`<${Page} title="Not found" current="library"><h1>There is no such shelf</h1><p class="quiet lead"><a href="/library">Back to the library</a>.</p><//>`;
  }
  if (id !== undefined && shelf.id === "questions") return html`<${QuestionPage} key=${id} id=${id} />`;
  if (id !== undefined && shelf.id === "rubrics") return html`<${RubricPage} key=${id} id=${id} hash=${place.hash} />`;
  if (id !== undefined && shelf.id === "notes") return html`<${NotePage} key=${id} id=${id} />`;
  return html`
    <${Page} title=${shelf.word} current="library" kind="library">
      <header class="head"><div><h1>Library</h1><p class="quiet">What the interviewer asks, what the grader looks for, and what to read.</p></div></header>
      <nav class="shelves" aria-label="Shelves">
        ${SHELVES.map((one) => html`<a key=${one.id} href=${`/library/${one.id}`} aria-current=${one.id === shelf.id ? "page" : undefined}>${one.word}</a>`)}
      </nav>
      <${VIEWS[shelf.id]} key=${shelf.id} place=${place} id=${id} />
    <//>
  `;
}
