/** One question. What the interviewer knows about it stays folded until you ask for it. */
import { capital, listed, plural } from "../format.js";
import { html } from "../html.js";
import { useLoad } from "../load.js";
import { question } from "../wire.js";
import { ItemPage } from "./parts.js";
import { questionMeta } from "./questions.js";

/** @typedef {import("../../types/wire.js").QuestionDetail} QuestionDetail */

/** @param {{id: string}} props */
export function QuestionPage({ id }) {
  const held = useLoad(() => question(id), [id]);
  return html`<${ItemPage} held=${held} what="Question" title=${(/** @type {QuestionDetail} */ one) => one.title} back=${{ href: "/library/questions", word: "Questions" }}>
    ${(/** @type {QuestionDetail} */ one) => html`<${Question} one=${one} />`}
  <//>`;
}

/** @param {QuestionDetail} one */
function inside(one) {
  const parts = [];
  if (one.key_points.length > 0) parts.push(plural(one.key_points.length, "key point"));
  if (one.facts.length > 0) parts.push(plural(one.facts.length, "fact"));
  if (one.follow_ups.length > 0) parts.push(plural(one.follow_ups.length, "follow-up"));
  if (one.wrong_answers.length > 0) parts.push(plural(one.wrong_answers.length, "common mistake"));
  return capital(listed(parts));
}

/** @param {{one: QuestionDetail}} props */
const Question = ({ one }) => html`
  <h1>${one.title}</h1>
  <p class="sm faint">${questionMeta(one)}</p>
  <p class="prompt">${one.prompt}</p>
  ${one.audience &&
  html`<dl class="facts">
    ${one.audience.listener && html`<div><dt>Listener</dt><dd>${capital(one.audience.listener)}</dd></div>`}
    ${one.audience.constraint && html`<div><dt>Constraint</dt><dd>${capital(one.audience.constraint)}</dd></div>`}
  </dl>`}
  <p class="row wrap item-acts">
    <a class="btn main big" href=${`/?question=${encodeURIComponent(one.id)}`}>Practise this</a>
    <a class="btn big" href=${`/grade?round=${encodeURIComponent(one.bank)}&question=${encodeURIComponent(one.id)}`}>Grade an answer to it</a>
  </p>
  <details class="fold">
    <summary><b>What the interviewer knows</b><span class="sm faint">${inside(one)}. Practise first, then look.</span></summary>
    <div class="prose">
      ${one.listens_for && html`<h2>What it is after</h2><p>${one.listens_for}</p>`}
      ${one.key_points.length > 0 &&
      html`<h2>Key points</h2>
        <ol class="points-list">${one.key_points.map((point) => html`<li key=${point.id} id=${point.id}><b>${point.name}.</b> ${point.text}</li>`)}</ol>`}
      ${one.facts.length > 0 &&
      html`<h2>Facts, when asked</h2>
        <dl class="facts">${one.facts.map((fact) => html`<div key=${fact.id}><dt>${capital(fact.topic)}</dt><dd>${fact.answer}</dd></div>`)}</dl>`}
      ${one.yours_to_assume.length > 0 &&
      html`<h2>Yours to assume</h2>
        <ul>${one.yours_to_assume.map((item) => html`<li>${item.asks[0]} <span class="quiet">${item.reply}</span></li>`)}</ul>`}
      ${one.follow_ups.length > 0 && html`<h2>Follow-ups</h2><ul>${one.follow_ups.map((item) => html`<li>${item.text}</li>`)}</ul>`}
      ${one.wrong_answers.length > 0 &&
      html`<h2>Common mistakes</h2>
        <ul>${one.wrong_answers.map((item) => html`<li>“${item.text}” <span class="quiet">${item.why}</span></li>`)}</ul>`}
      ${one.glossary.length > 0 && html`<h2>Terms</h2><p class="quiet">${one.glossary.join(", ")}</p>`}
    </div>
  </details>
  ${one.notes.length > 0 && html`<section class="related"><h2>Read</h2><ul>${one.notes.map((note) => html`<li key=${note.id}><a href=${`/library/notes/${note.id}`}>${note.title}</a></li>`)}</ul></section>`}
`;
