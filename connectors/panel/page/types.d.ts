/** Shapes of `docs/panel-api.md`; for the type checker only, never served. */

import type { Citation, Place } from '../../webchat/static/widget/types';
export type { Citation, Place };

export type Presence = 'online' | 'away' | 'offline';
export type State = 'bot' | 'waiting' | 'with_agent' | 'closed';
export type Group = 'waiting' | 'mine' | 'bot' | 'closed';
export type Theme = 'auto' | 'light' | 'dark';
export type Interface = 'zh' | 'en';

export interface Agent {
  id: string;
  name: string;
  display_name: string;
  role: 'agent' | 'supervisor' | 'admin';
  languages: string[];
  presence: Presence;
}

export interface Session {
  agent: Agent;
  csrf: string;
  server_time?: string;
  oidc?: boolean;
}

export interface Named {
  id: string;
  display_name: string;
}

export interface Row {
  id: string;
  channel: string;
  language: string;
  topic: string | null;
  state: State;
  urgent: boolean;
  emergency: string | null;
  reason: string | null;
  waiting_since: string | null;
  since: string | null;
  last_at: string;
  last_text: string;
  last_role: string;
  agent: Named | null;
  interpreter: Named | null;
  interpreter_wanted: string | null;
  skill_match: boolean;
  position: number | null;
  due_at: string | null;
  due_state: 'ok' | 'soon' | 'late' | null;
  message_left: boolean;
  close_reason: string | null;
  version: number;
}

export interface Limits {
  amber_seconds: number;
  red_seconds: number;
}

export interface Queue extends Record<Group, Row[]> {
  counts: Record<Group, number>;
  limits: Limits;
  event: number;
}

export interface Message {
  id: string;
  number: number;
  role: 'user' | 'bot' | 'agent' | 'system';
  agent: Named | null;
  text: string;
  text_zh: string | null;
  language: string;
  at: string;
  type: string | null;
  entry: string | null;
  entry_title_zh: string | null;
  entry_title: string | null;
  citations: Citation[] | null;
  places: Place[] | null;
  delivery: 'sent' | 'waiting' | 'held' | 'unknown' | null;
  translation: { text: string; language: string; provider: string } | null;
  buttons?: { title: string; payload: string }[] | null;
}

export interface Note {
  id: string;
  agent: Named;
  text: string;
  at: string;
}

export interface Summary {
  who: string | null;
  where: string | null;
  document: string | null;
  deadline: string | null;
  asked: string[];
  missing: string[];
  text_zh: string | null;
}

export interface Form {
  name: string;
  values: Record<string, string | number | null>;
}

export interface Details {
  row: Row;
  summary: Summary | null;
  messages: Message[];
  form: Form | null;
  earlier: Row[];
  notes: Note[];
  reachable: { state: 'open' | 'closed_window' | 'polling'; until: string | null } | null;
}

export interface Suggestion {
  id: string;
  entry: string;
  kind: string;
  title: string;
  title_zh: string;
  text: string;
  text_zh: string;
  language: string;
  confidence: number;
  citations: Citation[] | null;
  places: Place[] | null;
}

export interface Assist {
  for_message: string | null;
  suggestions: Suggestion[];
}

export interface Phrase {
  id: string;
  texts: Record<string, string>;
}

export interface PhraseGroup {
  id: string;
  title_zh: string;
  title_en: string;
  phrases: Phrase[];
}

/** What an agent sends. `client_id` is the page's own, the same however often it is sent. */
export interface Outgoing {
  client_id: string;
  text: string;
  suggestion?: { id: string; action: 'sent' | 'edited' };
  phrase?: string;
  translate?: boolean;
}

export interface Pending extends Outgoing {
  at: string;
  language: string;
  state: 'sending' | 'failed';
  problem?: string;
}

/** What is being written: the text, and what was inserted into it. */
export interface Draft {
  text: string;
  suggestion?: { id: string; text: string };
  phrase?: { id: string; text: string; zh: string };
}

export interface Call {
  language: string;
  question: string;
  entries: string[];
  topic: string | null;
  outcome: 'answered' | 'referred' | 'callback' | 'unanswered';
  note: string;
  started_at: string;
}

export interface LoggedCall extends Call {
  id: string;
  agent?: Named;
  at?: string;
}

export interface Insight {
  unanswered: { text: string; count: number; language: string; last_at: string }[];
  from: string;
  to: string;
  topics: { topic: string; count: number }[];
  languages: { language: string; count: number }[];
  handoffs: Handoffs[];
  waiting: { p50: number | null; p90: number | null; count: number };
  satisfaction: { up: number; down: number; share: number | null };
  by_day: Day[];
}

export interface Handoffs {
  reason: string;
  asked: number;
  taken: number;
  left_message: number;
  cancelled: number;
  unavailable: number;
}

export interface Day {
  day: string;
  messages: number;
  conversations: number;
  answered: number;
  unanswered: number;
  handoffs: number;
}

export interface ContentFact {
  id: string;
  as_of: string;
  review_by: string;
  stale: boolean;
}

export interface ContentEntry {
  id: string;
  kind: string;
  topic: string | null;
  title_zh: string;
  title_en: string;
  facts: ContentFact[];
  as_of: string | null;
  stale: boolean;
}

export interface ContentPreview {
  id: string;
  title: string;
  text: string;
  language: string;
  citations: Citation[] | null;
  places: Place[] | null;
  facts?: ContentFact[];
}

export interface Audited {
  number: number;
  at: string;
  agent_id: string | null;
  agent_name: string | null;
  action: string;
  subject: string | null;
  details: Record<string, unknown> | null;
}

export interface Problem {
  status: number;
  code?: string;
  title?: string;
  detail?: string;
  agent?: Named | null;
  row?: Row;
  oidc?: boolean;
}

export interface Frame {
  event?: number;
  type: string;
  data?: any;
}
