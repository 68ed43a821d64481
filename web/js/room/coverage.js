/** What has been covered, in coach mode: a rail beside the conversation, a strip above it where there is no room. */
import { currentLeg, currentPhase } from "../fold.js";
import { plural } from "../format.js";
import { html } from "../html.js";
import { LabelIcon, labelWord } from "../labels.js";

/** @typedef {import("./use-room.js").RoomState} RoomState */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */
/** @typedef {import("../../types/wire.js").SessionCriterion} SessionCriterion */
/** @typedef {import("../../types/wire.js").Label} Label */
/** @typedef {{criterion: SessionCriterion, name: string, label: Label}} Entry */
/** @typedef {{key: string, title: string, place: "gone" | "here" | "later", entries: Entry[]}} Group */

/**
 * The name to show. A key point that was not said yet keeps its number only: its name would give it away.
 * @param {SessionCriterion} criterion
 * @param {Label} label
 */
function nameOf(criterion, label) {
  const point = /^kp-(\d+)$/.exec(criterion.id);
  return point && label === 0 ? `Key point ${point[1]}` : criterion.name;
}

/**
 * @param {SessionView} view
 * @returns {Group[]} the phases of the current leg, then what may come at any time
 */
export function groupsOf(view) {
  const leg = currentLeg(view);
  const plan = view.round.legs[leg];
  if (!plan) return [];
  const running = currentPhase(view)?.phase ?? view.phases[view.phases.length - 1]?.phase;
  const order = plan.phases.findIndex((phase) => phase.id === running);
  const mine = view.criteria.filter((one) => one.leg === leg);
  const inPlan = new Set(plan.phases.map((phase) => phase.id));
  /** @param {SessionCriterion[]} criteria */
  const entries = (criteria) =>
    criteria.map((criterion) => {
      const label = view.coverage[criterion.id]?.label ?? 0;
      return { criterion, label, name: nameOf(criterion, label) };
    });
  /** @type {Group[]} */
  const groups = plan.phases.map((phase, index) => ({
    key: phase.id,
    title: phase.title,
    place: index < order ? "gone" : index === order ? "here" : "later",
    entries: entries(mine.filter((one) => one.phase === phase.id)),
  }));
  groups.push({ key: "any", title: "Any time", place: "later", entries: entries(mine.filter((one) => !inPlan.has(one.phase))) });
  return groups.filter((group) => group.entries.length > 0);
}

/** @param {Entry[]} entries */
function words(entries) {
  const full = entries.filter((one) => one.label === 2).length;
  const partial = entries.filter((one) => one.label === 1).length;
  const to_come = entries.length - full - partial;
  return [full && `${full} full`, partial && `${partial} partial`, to_come && `${to_come} to come`].filter(Boolean).join(", ");
}

/** @param {Entry[]} entries */
function summary(entries) {
  const full = entries.filter((one) => one.label === 2).length;
  const partial = entries.filter((one) => one.label === 1).length;
  if (full + partial === 0) return `0 of ${entries.length}`;
  return `${full} full${partial ? `, ${partial} partial` : ""} of ${entries.length}`;
}

/** @param {{state: RoomState}} props */
export function CoverageRail({ state }) {
  const groups = groupsOf(state.view);
  const legs = state.view.round.legs;
  const leg = currentLeg(state.view);
  return html`
    <aside class="cover" aria-labelledby="h-cover" tabindex="0">
      <h2 id="h-cover">Coverage <span class="faint num">${summary(groups.flatMap((group) => group.entries))}</span></h2>
      ${legs.length > 1 && html`<p class="faint xs cover-leg">${legs[leg]?.title}, part ${leg + 1} of ${legs.length}</p>`}
      ${groups.map((group) =>
        group.place === "later"
          ? html`<section class="later" key=${group.key}>
              <h3>${group.title}</h3>
              <div class="pips" role="img" aria-label=${words(group.entries)}>${group.entries.map((one) => html`<${LabelIcon} label=${one.label} silent />`)}</div>
            </section>`
          : html`<section class=${group.place} key=${group.key}>
              <h3>${group.title} ${group.place === "here" && state.view.state === "live" && html`<span>now</span>`}</h3>
              <ul>
                ${group.entries.map(
                  (one) => html`<li key=${one.criterion.id} class=${state.fresh === one.criterion.id ? "fresh" : ""}>
                    <${LabelIcon} label=${one.label} name=${one.label === 0 ? "Not yet" : labelWord(one.label)} /><b>${one.name}</b>${state.fresh === one.criterion.id && html`<span>just now</span>`}
                  </li>`,
                )}
              </ul>
            </section>`,
      )}
    </aside>
  `;
}

/** @param {{state: RoomState}} props */
export function CoverageStrip({ state }) {
  const group = groupsOf(state.view).find((one) => one.place === "here");
  const entries = group?.entries ?? [];
  return html`
    <div class="strip" role="group" tabindex="0" aria-label=${group ? `Coverage, ${group.title}: ${words(entries)}` : "Coverage"}>
      ${entries.map((one) => html`<span key=${one.criterion.id}><${LabelIcon} label=${one.label} silent /><span class="sr">${one.label === 0 ? "Not yet" : labelWord(one.label)}: </span>${one.name}</span>`)}
      ${entries.length === 0 && html`<span>${plural(0, "criterion", "criteria")} in this phase</span>`}
    </div>
  `;
}
