/** One rubric: its criteria by phase, what each label looks like, and how a score becomes a verdict. */
import { capital, listed, minutes, plural, themeWords, verdictWords } from "../format.js";
import { html, useEffect, useState } from "../html.js";
import { LabelIcon, labelWord } from "../labels.js";
import { useLoad } from "../load.js";
import { rewrite } from "../router.js";
import { rubric } from "../wire.js";
import { ItemPage } from "./parts.js";

/** @typedef {import("../../types/wire.js").Rubric} Rubric */
/** @typedef {import("../../types/wire.js").RubricCriterion} RubricCriterion */
/** @typedef {import("../../types/wire.js").Label} Label */

/** @type {Record<string, string>} */
const KINDS = {
  plain: "Plain",
  paraphrase: "In other words",
  negated: "With a no in it",
  declined: "Waved off",
  delegated: "Left to others",
  hearsay: "Hearsay",
  keyword: "Bare keywords",
  neighbour: "A neighbouring criterion",
  "off-topic": "Off topic",
  "grader-talk": "Speaks to the grader",
};

/** @param {{id: string, hash: string}} props */
export function RubricPage({ id, hash }) {
  const held = useLoad(() => rubric(id), [id]);
  return html`<${ItemPage} held=${held} what="Rubric" title=${(/** @type {Rubric} */ one) => one.title} back=${{ href: "/library/rubrics", word: "Rubrics" }}>
    ${(/** @type {Rubric} */ one) => html`<${Body} one=${one} hash=${hash} />`}
  <//>`;
}

/** @param {{one: Rubric, hash: string}} props */
function Body({ one, hash }) {
  const [open, setOpen] = useState(() => new Set(hash ? [hash] : []));
  useEffect(() => {
    if (!hash) return;
    setOpen((before) => new Set([...before, hash]));
    document.getElementById(hash)?.scrollIntoView({ block: "start" });
  }, [hash]);
  /** @param {string} id */
  const toggle = (id) => {
    const next = new Set(open);
    if (!next.delete(id)) {
      next.add(id);
      rewrite(`/library/rubrics/${one.id}#${id}`);
    }
    setOpen(next);
  };
  const groups = [...one.phases, { id: "any", title: "Any phase" }]
    .map((phase) => ({ phase, criteria: one.criteria.filter((criterion) => criterion.phase === phase.id) }))
    .filter((group) => group.criteria.length > 0);
  const names = new Map(one.criteria.map((criterion) => [criterion.id, criterion.name]));
  return html`
    <h1>${one.title}</h1>
    <p class="sm faint">Version ${one.version}, ${plural(one.criteria.length, "criterion", "criteria")}</p>
    ${groups.map(
      ({ phase, criteria }) => html`<section key=${phase.id} class="rubric-phase">
        <h2 class="ph">${phase.title}</h2>
        <ul class="rubric-list">
          ${criteria.map((criterion) => html`<${CriterionRow} key=${criterion.id} one=${criterion} open=${open.has(criterion.id)} onToggle=${() => toggle(criterion.id)} />`)}
        </ul>
      </section>`,
    )}
    <section class="related prose">
      <h2>From score to verdict</h2>
      <p>The score is the weighted share of what the criteria could earn, out of 100. Below ${one.scale.no_hire} is a strong no hire, from ${one.scale.no_hire} no hire, from ${one.scale.hire} hire, from ${one.scale.strong_hire} strong hire.</p>
      ${one.caps.length > 0 &&
      html`<ul>
        ${one.caps.map((cap) => html`<li key=${cap.id}>${verdictWords(cap.at)} at best for ${listed(cap.levels)} level when ${cap.when === "any" ? "any of these is" : "all of these are"} missing: ${listed(cap.criteria.map((id) => names.get(id) ?? themeWords(id)))}.</li>`)}
      </ul>`}
    </section>
    ${one.lenses.length > 0 &&
    html`<section class="related prose">
      <h2>Other frameworks, same criteria</h2>
      ${one.lenses.map(
        (lens) => html`<h3>${lens.title}</h3>
          <ol class="lens">
            ${lens.steps.map((step) => html`<li><b>${step.title}</b> <span class="quiet">${listed(one.criteria.filter((criterion) => criterion.lens[lens.id] === step.id).map((criterion) => criterion.name)) || "no criterion of its own"}</span></li>`)}
          </ol>`,
      )}
    </section>`}
  `;
}

/** @param {{one: RubricCriterion, open: boolean, onToggle: () => void}} props */
const CriterionRow = ({ one, open, onToggle }) => html`
  <li id=${one.id} class=${open ? "open" : ""}>
    <h3>
      <button type="button" class="rubric-row" aria-expanded=${open} onClick=${onToggle}>
        <b>${one.name}</b><span class="sm faint">${mustHave(one)}</span>
      </button>
    </h3>
    ${open && html`<${CriterionDetail} one=${one} />`}
  </li>
`;

/** @param {RubricCriterion} one */
function mustHave(one) {
  const weight = one.weight === 1 ? "" : `Weight ${minutes(one.weight)}`;
  const must = one.must_have.length > 0 ? `must-have for ${listed(one.must_have)}` : "";
  return capital([weight, must].filter(Boolean).join(", "));
}

/** @param {{one: RubricCriterion}} props */
const CriterionDetail = ({ one }) => html`
  <div class="rubric-more prose">
    <p>${one.meaning}</p>
    <dl class="anchors">
      ${/** @type {const} */ ([
        [2, one.anchors.full],
        [1, one.anchors.partial],
        [0, one.anchors.missing],
      ]).map(([label, text]) => html`<div><dt><${LabelIcon} label=${label} silent /> ${labelWord(label)}</dt><dd>${text}</dd></div>`)}
    </dl>
    ${one.sub_points.length > 0 && html`<h4>A full answer</h4><ul>${one.sub_points.map((point) => html`<li key=${point.id}>${point.text}</li>`)}</ul>`}
    ${one.strong_answer && html`<h4>A strong answer adds</h4><p>${capital(one.strong_answer)}</p>`}
    ${one.positive.length > 0 && html`<${Examples} title="Earns credit" examples=${one.positive} />`}
    ${one.contrast.length > 0 && html`<${Examples} title="Looks like it, and earns nothing" examples=${one.contrast} />`}
    ${one.notes.length > 0 && html`<h4>Read</h4><p>${one.notes.map((note, index) => html`${index > 0 ? ", " : ""}<a href=${`/library/notes/${note.id}`}>${note.title}</a>`)}</p>`}
  </div>
`;

/** @param {{title: string, examples: {kind: string, text: string}[]}} props */
const Examples = ({ title, examples }) => html`
  <details class="fold slim">
    <summary><b>${title}</b><span class="sm faint">${plural(examples.length, "example")}</span></summary>
    <ul class="examples">${examples.map((example) => html`<li><span class="say">${example.text}</span><span class="xs faint">${KINDS[example.kind] ?? capital(example.kind)}</span></li>`)}</ul>
  </details>
`;
