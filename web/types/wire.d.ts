/** What the server sends and takes, as JSON. Times are milliseconds from session start unless a name says otherwise. */

export type Level = "mid" | "senior" | "staff";
export type Style = "warm" | "neutral" | "challenging";
export type Mode = "coach" | "exam";
export type Source = "interview" | "paste";
export type Grader = "auto" | "embedded" | "llm";
/** 2 full, 1 partial, 0 missing, null can't call. */
export type Label = 0 | 1 | 2 | null;
export type Verdict = "strong-no-hire" | "no-hire" | "hire" | "strong-hire";
export type Prompted = "unprompted" | "after-probe" | "after-hint" | "never";
export type Speaker = "interviewer" | "candidate";
export type Act =
  | "opening" | "question" | "fact" | "assume" | "acknowledge" | "follow-up" | "probe" | "deepen" | "hint"
  | "phase" | "time" | "repeat" | "patience" | "skip" | "confirm" | "closing";
export type Control = "hint" | "repeat" | "skip" | "done" | "end";

export interface Titled {
  id: string;
  title: string;
}
export interface ErrorBody {
  error: { code: string; message: string; hint: string };
}

/* Content ------------------------------------------------------------------ */
export interface PhasePlan extends Titled {
  minutes: number;
}
export interface LegPlan {
  rubric: string;
  title: string;
  minutes: number;
  phases: PhasePlan[];
}
export interface Round extends Titled {
  summary: string;
  minutes: number;
  short: boolean;
  legs: LegPlan[];
}
export interface Audience {
  listener: string | null;
  constraint: string | null;
}
export interface Question extends Titled {
  bank: string;
  prompt: string;
  levels: Level[];
  tags: string[];
  minutes: number;
  theme: string | null;
  audience: Audience | null;
}
export interface QuestionDetail extends Question {
  glossary: string[];
  facts: { id: string; topic: string; asks: string[]; answer: string }[];
  yours_to_assume: { asks: string[]; reply: string }[];
  follow_ups: { criterion: string | null; text: string }[];
  key_points: { id: string; name: string; text: string }[];
  wrong_answers: { text: string; why: string; key_point: string | null }[];
  listens_for: string;
  notes: Titled[];
}
export interface RubricSummary extends Titled {
  version: string;
  sha256: string;
  criteria: number;
}
export interface Anchors {
  missing: string;
  partial: string;
  full: string;
}
export interface Example {
  kind: string;
  text: string;
}
export interface RubricCriterion {
  id: string;
  name: string;
  phase: string;
  weight: number;
  must_have: Level[];
  lens: Record<string, string>;
  meaning: string;
  anchors: Anchors;
  sub_points: { id: string; text: string; ask: string }[];
  probes: string[];
  hints: string[];
  positive: Example[];
  contrast: Example[];
  strong_answer: string;
  notes: Titled[];
}
export interface Scale {
  no_hire: number;
  hire: number;
  strong_hire: number;
}
export interface Cap {
  id: string;
  criteria: string[];
  when: string;
  levels: Level[];
  at: Verdict;
  reason: string;
}
export interface Rubric extends Titled {
  version: string;
  sha256: string;
  phases: Titled[];
  lenses: { id: string; title: string; steps: Titled[] }[];
  scale: Scale;
  caps: Cap[];
  criteria: RubricCriterion[];
}
export interface NoteSummary extends Titled {
  tags: string[];
  criteria: string[];
  words: number;
}
export interface NoteFound extends Titled {
  excerpt: string;
}
export interface Note extends Titled {
  tags: string[];
  criteria: string[];
  sources: string[];
  body: string;
}
export interface GraderCard {
  body: string;
  version: string | null;
  weights: string | null;
  agreement: (Titled & { kappa: number; trusted: boolean })[];
  grader: { kind: "embedded" | "llm"; model: string | null };
}
export interface GlossaryTerm {
  term: string;
  said: string;
  meaning: string;
}
export interface Gap {
  criterion: string;
  name: string;
  label: 0 | 1;
  text: string;
  note: Titled | null;
}

/* Settings ----------------------------------------------------------------- */
export interface ModelFile extends Titled {
  role: string;
  size_bytes: number;
  licence: string;
  present: boolean;
}
export interface Settings {
  home: string;
  database: string;
  offline: boolean;
  grader: string;
  endpoint: {
    configured: boolean;
    base_url: string | null;
    model: string | null;
    key_set: boolean;
    from_environment: string[];
  };
  speech: {
    stt: string;
    stt_model: string;
    tts: string;
    tts_voice: string | null;
    keep_audio: boolean;
    endpointing: Endpointing;
  };
  models: ModelFile[];
  storage: { sessions: number; bytes: number; audio_bytes?: number };
  version: string;
}
export interface SettingsChange {
  openai_base_url?: string | null;
  openai_api_key?: string | null;
  llm_model?: string | null;
  grader?: string | null;
  stt?: string | null;
  stt_model?: string | null;
  tts?: string | null;
  tts_voice?: string | null;
  keep_audio?: boolean | null;
  /** Keys of the table that change; null is the default. */
  endpointing?: { [K in keyof Endpointing]?: Endpointing[K] | null };
}
/** When a spoken turn ends; times in ms, the others probabilities. */
export interface Endpointing {
  mode: EndpointingMode;
  finished_ms: number;
  unsure_ms: number;
  thinking_ms: number;
  speech: number;
  silence: number;
  finished: number;
  barge_in_ms: number;
}
export interface EndpointTest {
  ok: boolean;
  model: string | null;
  models: string[];
  latency_ms: number | null;
  code: string | null;
  message: string;
  hint: string;
}

/** One half of the voice: what serves it here, or why there is none. */
export interface VoiceHalf {
  available: boolean;
  name: string;
  model: string | null;
  why: string;
  hint: string;
}
export interface VoiceOffer {
  listening: VoiceHalf;
  speaking: VoiceHalf;
  recording: boolean;
  endpointing: Pick<Endpointing, "mode">;
}

/* Sessions ----------------------------------------------------------------- */
export interface Counts {
  full: number;
  partial: number;
  missing: number;
  unscored: number;
}
export interface SessionSummary extends Titled {
  round: string;
  round_title: string;
  level: Level;
  style: Style;
  mode: Mode;
  source: Source;
  created_at: string;
  duration_ms: number;
  state: "live" | "ended" | "graded";
  phase: string | null;
  counts: Counts | null;
  verdict: Verdict | null;
  capped: boolean;
  score: number | null;
  /** Whether the candidate spoke in it. */
  spoken?: boolean;
}
export interface Turn {
  speaker: Speaker;
  text: string;
  start_ms: number | null;
  end_ms: number | null;
  leg: number;
  act: Act | null;
  criterion: string | null;
  /** Of a spoken turn, one for one what its text has at white space. */
  words?: Word[];
  voiced?: Stretch[];
  /** When its recording begins; null: it was not recorded. */
  audio_ms?: number | null;
  spoken?: boolean;
  corrected?: boolean;
  /** About how many fillers it has; null: not counted. */
  fillers?: number | null;
  /** The candidate cut in: `text` is what was heard of the line. */
  cut?: boolean;
}
export interface PhaseSpan {
  leg: number;
  phase: string;
  title: string;
  entered_ms: number;
  left_ms: number | null;
  minutes: number;
}
export interface SessionCriterion {
  id: string;
  name: string;
  phase: string;
  leg: number;
}
export interface Covered {
  label: Label;
  turn: number | null;
  start: number | null;
  end: number | null;
}
export interface SessionView extends Titled {
  round: Round;
  level: Level;
  style: Style;
  mode: Mode;
  source: Source;
  created_at: string;
  seq: number;
  at_ms: number;
  state: "live" | "ended" | "graded";
  questions: { id: string | null; title: string; prompt: string; bank: string }[];
  turns: Turn[];
  phases: PhaseSpan[];
  criteria: SessionCriterion[];
  gradings: { graded_at_ms: number; grader: string; rubric: string }[];
  readings: Record<string, Titled[]>;
  details: Record<string, { meaning: string; strong_answer: string; anchors: Anchors }>;
  coverage: Record<string, Covered>;
  /** The candidate's own labels, by criterion. They change no score. */
  own_labels: Record<string, OwnLabel>;
}
export interface OwnLabel {
  label: 0 | 1 | 2;
  note: string;
}
export interface NewSession {
  round: string;
  questions?: (string | null)[];
  level: Level;
  style: Style;
  mode: Mode;
}
export interface Paste {
  round: string;
  question: string;
  key_points?: string[];
  text?: string;
  turns?: { speaker: Speaker; text: string; start_ms?: number; end_ms?: number; words?: Word[] }[];
  filename?: string;
  level?: Level;
  grader?: Grader;
}

/* Scorecard ---------------------------------------------------------------- */
export interface Evidence {
  turn: number;
  start: number;
  end: number;
  quote: string;
}
export interface CriterionResult {
  id: string;
  name: string;
  phase: string;
  label: Label;
  confidence: number;
  prompted: Prompted;
  evidence: Evidence[];
  reason: string;
  unscored_reason: string | null;
}
export interface PhaseResult {
  id: string;
  score: number | null;
  minutes_used: number | null;
  minutes_planned: number | null;
}
export interface Scorecard {
  round: string;
  question: string;
  rubric: { id: string; version: string; sha256: string };
  grader: { kind: "embedded" | "llm"; model: string; version: string };
  criteria: CriterionResult[];
  phases: PhaseResult[];
  score: number | null;
  verdict: Verdict | null;
  caps: string[];
  strengths: string[];
  next_steps: string[];
  delivery: Delivery | null;
  warnings: string[];
}
/** One scorecard's labels at each level, and under the steps of other frameworks. */
export interface Lenses {
  graded: Level;
  levels: LevelResult[];
  lenses: LegLens[];
}
/** What the labels amount to at a level; `needs` are the criteria that may not be missing there. */
export interface LevelResult {
  level: Level;
  verdict: Verdict | null;
  caps: string[];
  needs: string[];
}
/** A framework's steps over the criteria of one leg. */
export interface LegLens extends Titled {
  leg: number;
  steps: LensStep[];
}
export interface LensStep extends Titled {
  score: number | null;
  criteria: string[];
}
export interface Regraded {
  scorecard: Scorecard;
  previous: Scorecard | null;
}
/** What a correction changed: the session, and its scorecards after and before where it was graded. */
export interface Corrected {
  session: SessionView;
  scorecard: Scorecard | null;
  previous: Scorecard | null;
}

/* Speech afterwards ---------------------------------------------------------- */
/** How loud the recordings are, 0..255 for each `ms_per_peak`, by turn. A turn that is missing has no recording. */
export interface Peaks {
  ms_per_peak: number;
  turns: Record<string, number[]>;
}
/** One measure of how it was said. `about`: an approximation. */
export interface Measure {
  id: string;
  name: string;
  value: number;
  unit: string;
  text: string;
  range: { low: number; high: number } | null;
  range_text: string;
  source: string;
  about: boolean;
}
export interface Delivery {
  measures: Measure[];
  pauses: { before_turn: number; ms: number }[];
  phases: { id: string; minutes_used: number | null; minutes_planned: number | null }[];
}
export interface DeliveryPoint {
  session: string;
  date: string;
  title: string;
  measures: Record<string, number>;
}
export interface HeardTurn {
  speaker: Speaker;
  text: string;
  start_ms: number | null;
  end_ms: number | null;
  words?: Word[];
}
/** A recording, written down. */
export interface HeardTranscript {
  turns: HeardTurn[];
  speakers: 1 | 2;
  note: string | null;
}
/** One line of the answer while a recording is written down. */
export type HeardLine = { progress: number } | { transcript: HeardTranscript } | ErrorBody;

/* Events and the live socket ----------------------------------------------- */
export type SessionEvent =
  | {
      type: "session_started";
      round: string;
      questions: string[];
      level: Level;
      style: Style;
      mode: Mode;
      source: Source;
      title: string;
      key_points: string[];
      wall_time: string;
    }
  | { type: "session_resumed"; gap_ms: number }
  | { type: "phase_entered"; leg: number; phase: string }
  | {
      type: "interviewer_said";
      turn: number;
      text: string;
      act: Act;
      criterion: string | null;
      quote: string | null;
      source: "authored" | "llm";
    }
  | {
      type: "answer_taken";
      turn: number;
      text: string;
      via: "typed" | "voice" | "paste";
      start_ms: number | null;
      end_ms: number | null;
      words?: Word[];
      voiced?: Stretch[];
      audio_ms?: number | null;
    }
  | { type: "line_spoken"; turn: number; start_ms: number; end_ms: number; heard: number; audio_ms: number | null }
  | { type: "turn_corrected"; turn: number; text: string; words: Word[] }
  | { type: "fillers_counted"; turn: number; fillers: Record<string, number> }
  | { type: "turn_imported"; turn: number; text: string; start_ms: number | null; end_ms: number | null }
  | { type: "control_used"; control: Control }
  | { type: "interview_ended"; reason: "finished" | "ended-early" | "time" }
  | { type: "session_graded"; scorecard: Scorecard; readings: Record<string, string[]>; level: Level }
  | { type: "label_disputed"; criterion: string; label: 0 | 1 | 2 | null; note: string };

/** A recognised word; times in ms from session start, probability 0..1. A spoken turn's text is its words joined by spaces. */
export interface Word {
  text: string;
  start_ms: number;
  end_ms: number;
  probability: number;
}

export interface Stretch {
  start_ms: number;
  end_ms: number;
}

export type EndpointingMode = "hands-free" | "done-key" | "hold";

export interface StoredEvent {
  seq: number;
  at_ms: number;
  event: SessionEvent;
}

export type ClientFrame =
  | { type: "hello"; last_seq: number }
  | { type: "answer"; text: string; typing_ms: number }
  | { type: "audio_start"; rate: number; capture: string; sample: number }
  | { type: "audio_stop"; pause?: boolean }
  | { type: "endpointing"; mode: EndpointingMode }
  | { type: "wait" }
  | { type: "playback"; turn: number; state: "started" | "ended" | "stopped" | "cut"; ms: number }
  | { type: Control };

export type ServerFrame =
  | ({ type: "event" } & StoredEvent)
  | { type: "caption"; text: string; final: boolean; tentative: string }
  | ({ type: "coverage"; criterion: string } & Covered)
  | { type: "speaking"; turn: number; text: string }
  | { type: "audio_ready"; capture: string; samples: number }
  | { type: "audio_ack"; samples: number }
  | { type: "hearing"; state: "waiting" | "speech" | "pause" | "finishing" }
  | { type: "audio"; turn: number; rate: number; format: "pcm16"; last: boolean }
  | { type: "hush"; turn: number }
  | { type: "countdown"; ms: number | null }
  | { type: "notice"; code: string; message: string; hint: string };
