/** Shapes shared by the widget's modules; for the type checker only, never served. */

export interface EmergencyNumber {
  number: string;
  label: string;
}

export interface Labels {
  open: string;
  close: string;
  unreachable: string;
  retry: string;
  direction: 'ltr' | 'rtl';
  emergency: EmergencyNumber[];
}

export interface Language {
  code: string;
  name: string;
  direction: 'ltr' | 'rtl';
  answered: 'full' | 'english';
}

/** What `GET /webhooks/webchat/config` gives. */
export interface Config {
  language: string;
  direction: 'ltr' | 'rtl';
  strings_language: string;
  languages: Language[];
  strings: Record<string, string>;
  emergency: EmergencyNumber[];
  starters: string[];
  driver_request: string;
  person_payload: string | null;
  retention_days: number;
  /** Whether a conversation can be taken along to WeChat. */
  link: boolean;
}

/** A code that carries the conversation to WeChat. `qr` is drawn in modules of one unit. */
export interface Invitation {
  code: string;
  expires_in: number;
  qr: { size: number; path: string } | null;
  account: string | null;
}

export interface Citation {
  kind: 'article' | 'source';
  number?: number;
  title?: string;
  text_zh?: string | null;
  translation?: string | null;
  url?: string | null;
  as_of?: string | null;
  /** Of an article: which text it is, e.g. "2018 text, amended 2023". */
  version?: string | null;
  legal_basis?: string | null;
}

export interface Phone {
  number: string;
  note?: string | null;
}

export interface Place {
  id?: string;
  name?: string | null;
  name_zh?: string | null;
  address?: string | null;
  address_zh?: string | null;
  phones?: Phone[] | null;
  hours?: string | null;
  languages?: string[] | null;
  url?: string | null;
  as_of?: string | null;
}

export interface FormInput {
  kind?: 'date' | 'choice' | 'number' | 'yes_no' | 'text';
  min?: string | number;
  max?: string | number;
  step?: string | number;
}

/** A line of a result: what it is, and its figure or its day (ISO 8601). */
export interface ResultRow {
  label: string;
  value?: string | number | null;
  date?: string | null;
  note?: string | null;
}

export interface Custom {
  type?: string;
  language?: string;
  /** The language that the person asked for in words. */
  changed_to?: string;
  citations?: Citation[];
  places?: Place[];
  numbers?: (string | Partial<EmergencyNumber>)[];
  /** Of an emergency: what to say on the telephone. */
  say?: { zh: string; pinyin?: string | null };
  form?: string;
  slot?: string;
  input?: FormInput;
  /** Of a form: how many questions are answered, and how many there are. */
  progress?: { answered: number; total: number };
  title?: string;
  /** Of a calculation of points; two figures where not everything is known. */
  points?: { low: number; high: number };
  class?: { lowest: string; highest: string };
  total?: { value: string | number; label: string };
  rows?: ResultRow[];
  dates?: ResultRow[];
  checklist?: (string | ResultRow)[];
  /** Of a list of documents: what to bring. */
  items?: { text?: string; text_zh?: string }[];
  state?: 'waiting' | 'with_agent' | 'closed' | 'unavailable';
  position?: number;
  /** How long people wait for an agent at present, in seconds. */
  expected_wait?: number | null;
  agent?: string;
}

export interface Message {
  id: string;
  text: string;
  buttons: { title: string; payload: string }[];
  custom: Custom;
}

export interface HistoryItem {
  id: string;
  role: 'user' | 'bot' | 'agent';
  text: string;
  language: string;
  created_at: string;
  message_id: string | null;
  message: Message | null;
}

export interface History {
  items: HistoryItem[];
  empty: boolean;
}

export type Delivery = 'waiting' | 'sending' | 'received' | 'failed' | 'answered';

/** A message of the person's own. `id` is the widget's, the same however often it is sent. */
export interface Question {
  kind: 'question';
  id: string;
  text: string;
  payload: string | null;
  /** The language that the person chose, if any, and that of the widget. */
  language: string | null;
  locale: string;
  delivery: Delivery;
}

export interface Reply {
  kind: 'reply';
  role: 'bot' | 'agent';
  message: Message;
  question: Question | null;
}

export type Entry = Question | Reply;

export interface Problem {
  status: number;
  code?: string;
  title?: string;
  detail?: string;
}

export interface Settings {
  root: ShadowRoot;
  launcher: HTMLButtonElement;
  endpoint: string;
  language: string;
  /** The language that the person chose earlier, or nothing. */
  chosen: string;
  position: string;
  title: string;
  emit: (event: string, detail?: unknown) => void;
  /** Remember the language that the person chose. */
  choose: (code: string) => void;
  /** Name the launcher in a language. */
  localise: (code: string) => void;
}

export interface Chat {
  open(): void;
  close(): void;
  send(text: string): void;
}

/** `window.HangzhouChat`. Events: open, close, sent, message, error. */
export interface Api {
  open(): Promise<void>;
  close(): Promise<void>;
  send(text: string): Promise<void>;
  on(event: string, listener: (detail: unknown) => void): () => void;
}

/** The parts of the Web Speech API that the widget uses; not in the type checker's DOM library. */
export interface Recognition extends EventTarget {
  lang: string;
  interimResults: boolean;
  start(): void;
  stop(): void;
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null;
  onend: (() => void) | null;
  onerror: (() => void) | null;
}

/** What renderers may use of the chat around them. */
export interface Context {
  config: Config;
  /** A sentence of the interface; values fill its `{names}`. */
  t(key: string, values?: Record<string, string | number>): string;
  /** An ISO date in the person's language, in the Gregorian calendar and Western digits. */
  date(iso: string): string;
  languageName(code: string): string;
  /** Where dialogs are put. */
  panel: HTMLElement;
  /** Say something to a screen reader. */
  announce(text: string): void;
  /** Without a language in the one chosen, or else in that of the words. */
  ask(text: string, payload?: string | null, language?: string): void;
  rate(id: string, rating: 'up' | 'down', comment: string): Promise<void>;
}
