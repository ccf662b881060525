// The window's look. Colours are variables; every pair of text and ground has a contrast of 4.5.

export const STYLES = `
.panel {
  --ground: #f4f6f5; --surface: #fff; --ink: #18211f; --soft: #50605c; --line: #d6dedb;
  --edge: #7a8986; --tint: #e7f1ee; --focus: #0b5c55; --strong: #0b5c55;
  --red: #a01b1b; --red-ground: #fdeceb; --red-line: #e7b4b0; --amber-ground: #fdf3dc; --amber: #5f4300;
  --bg: var(--accent, #0b5c55); --on-bg: var(--on-accent, #fff);
  position: fixed; z-index: 2147483001; inset-block-end: 20px; inset-inline-end: 20px;
  inline-size: 400px; block-size: min(700px, 100dvh - 40px); max-inline-size: calc(100vw - 40px);
  display: flex; flex-direction: column; box-sizing: border-box; overflow: hidden;
  background: var(--ground); color: var(--ink); border-radius: 18px; color-scheme: light dark;
  box-shadow: 0 0 0 1px rgb(0 0 0 / .08), 0 16px 56px rgb(0 0 0 / .28);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC",
    "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans Arabic", "Noto Sans Thai", sans-serif;
  text-align: start; overflow-wrap: anywhere;
}
.panel[data-position="left"] { inset-inline: auto; left: 20px; }
.panel[data-position="right"] { inset-inline: auto; right: 20px; }
.panel[data-position="start"] { inset-inline: 20px auto; }
.panel:focus { outline: none; }
.panel *, .panel *::before { box-sizing: border-box; }
.panel :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.panel svg { inline-size: 20px; block-size: 20px; flex: none; fill: none; stroke: currentColor;
  stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.panel svg.down { rotate: 180deg; }
.panel:dir(rtl) svg.flip { scale: -1 1; }
.panel :is(h1, h2, h3, p, ul, ol, dl, dd, blockquote) { margin: 0; padding: 0; }
.panel :is(h1, h2, h3) { font-size: inherit; line-height: 1.3; }
.panel :is(ul, ol):not(.text *) { list-style: none; }
.panel button, .panel input, .panel textarea { font: inherit; color: inherit; }
.panel a { color: inherit; text-underline-offset: 2px; }
.panel bdi { unicode-bidi: isolate; }
.panel .hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }

.panel button { cursor: pointer; min-block-size: 40px; padding: 6px 14px; border: 1px solid var(--edge);
  border-radius: 20px; background: var(--surface); display: inline-flex; align-items: center;
  gap: 8px; text-align: start; }
.panel button:hover { background: var(--tint); }
.panel button.plain { min-inline-size: 40px; padding: 0; border-color: transparent;
  background: transparent; justify-content: center; }
.panel button.plain:hover { background: var(--tint); }
.panel button[aria-pressed="true"], .panel button.plain[aria-pressed="true"] { background: var(--strong); color: var(--surface);
  border-color: var(--strong); }
.panel button.bare { border: 0; padding: 4px 2px; background: none; text-decoration: underline;
  text-underline-offset: 3px; min-block-size: 28px; }

.panel header { display: flex; align-items: center; gap: 2px; padding: 10px 8px;
  padding-inline-start: 18px; background: var(--bg); color: var(--on-bg); }
.panel .titles { flex: 1; min-inline-size: 0; }
.panel .titles h1 { font-size: 17px; font-weight: 650; }
.panel .titles p { font-size: 13px; line-height: 1.3; }
.panel header button.plain:hover { background: rgb(127 127 127 / .3); }
.panel header :focus-visible { outline-color: currentColor; outline-offset: -3px; }
.panel header .language { gap: 5px; padding-inline: 8px; font-weight: 600; font-size: 14px; }

.panel .emergency-bar { display: flex; align-items: center; gap: 6px; padding: 2px 14px;
  padding-inline-start: 18px; background: var(--red-ground); color: var(--red);
  border-block-end: 1px solid var(--red-line); font-size: 14px; font-weight: 600; }
.panel .emergency-bar button.bare { margin-inline-end: auto; text-decoration: none; gap: 6px;
  min-block-size: 34px; }
.panel .emergency-bar a { display: inline-flex; align-items: center; gap: 4px; padding: 4px 9px;
  border-radius: 14px; text-decoration: none; }
.panel .emergency-bar :is(a, button):hover { text-decoration: underline; background: none; }
.panel .emergency-bar svg { inline-size: 16px; block-size: 16px; }
.panel .emergency-bar :focus-visible { outline-color: var(--red); outline-offset: -2px; }

.panel .status { display: flex; align-items: center; gap: 8px; padding: 8px 18px; background: var(--tint);
  font-size: 14px; font-weight: 600; border-block-end: 1px solid var(--line); }
.panel .status.person { background: var(--strong); color: var(--surface); }
.panel .status[hidden] { display: none; }
.panel .offline { padding: 8px 18px; background: var(--amber-ground); color: var(--amber); font-size: 14px; }

.panel .log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 16px 16px 8px;
  scroll-behavior: smooth; position: relative; min-block-size: 0; }
.panel .log:focus-visible { outline-offset: -3px; }
.panel .log > ol { display: flex; flex-direction: column; gap: 14px; }
.panel .greeting { padding: 14px 16px; background: var(--surface); border: 1px solid var(--line);
  border-radius: 6px 16px 16px 16px; }
.panel:dir(rtl) .greeting { border-radius: 16px 6px 16px 16px; }
.panel .welcome { display: flex; flex-direction: column; gap: 14px; margin-block-end: 16px; }
.panel .welcome h2 { font-size: 14px; color: var(--soft); }
.panel .languages { display: flex; gap: 6px; }
.panel .welcome .languages { overflow-x: auto; margin-inline: -16px; padding: 4px 16px; scrollbar-width: thin; }
.panel .welcome .languages button { white-space: nowrap; }
.panel .languages button { min-block-size: 32px; padding: 2px 11px; font-size: 14px; gap: 6px; }
.panel .languages small { font-size: 11px; opacity: .9; }
.panel dialog .languages { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); }
.panel dialog .languages button { inline-size: 100%; min-block-size: 44px; font-size: 16px;
  justify-content: space-between; }
.panel .starters { display: flex; flex-direction: column; gap: 8px; }
.panel .starters button { inline-size: 100%; min-block-size: 44px; padding: 9px 16px;
  border-color: var(--line); border-radius: 14px; }
.panel .starters button:hover { border-color: var(--strong); }

.panel .mine { display: flex; flex-direction: column; align-items: flex-end; padding-inline-start: 48px; }
.panel .mine .bubble { padding: 9px 15px; border-radius: 16px 16px 6px 16px; background: var(--bg);
  color: var(--on-bg); white-space: pre-wrap; }
.panel:dir(rtl) .mine .bubble { border-radius: 16px 16px 16px 6px; }
.panel .delivery { display: flex; align-items: center; gap: 8px; font-size: 13px; color: var(--soft); }
.panel .speaker { display: flex; align-items: center; gap: 6px; margin-block-end: 4px;
  font-size: 13px; font-weight: 600; color: var(--soft); }
.panel .speaker svg { inline-size: 16px; block-size: 16px; }
.panel .agent .speaker { color: var(--strong); }
.panel .agent article { border-inline-start: 4px solid var(--strong); }
.panel article { padding: 14px 16px; background: var(--surface); border: 1px solid var(--line);
  border-radius: 6px 16px 16px 16px; display: flex; flex-direction: column; gap: 14px; }
.panel:dir(rtl) article { border-radius: 16px 6px 16px 16px; }
.panel article.bubble { inline-size: fit-content; max-inline-size: 100%; padding: 10px 15px; }
.panel .text { display: flex; flex-direction: column; gap: 10px; }
.panel .answer .text > p:first-child, .panel .result .text > p:first-child { font-size: 17px; line-height: 1.45; }
.panel .result .text > p:first-child { font-size: 19px; }
.panel strong { font-weight: 700; color: var(--strong); }
.panel .emergency strong { color: inherit; }
.panel .text :is(ol, ul) { padding-inline-start: 26px; list-style: disc; }
.panel .text ol { list-style: decimal; }
.panel .text li { margin-block-end: 6px; padding-inline-start: 4px; }
.panel .text li::marker { font-weight: 700; color: var(--strong); }
.panel .flag { font-size: 13px; font-weight: 650; color: var(--amber); background: var(--amber-ground);
  border-radius: 12px; padding: 3px 12px; inline-size: fit-content; }
.panel .theirs.emergency article { background: var(--red-ground); border: 2px solid var(--red); }
.panel .theirs.emergency .text { font-size: 17px; font-weight: 600; color: var(--red); }
.panel .choices { display: flex; flex-direction: column; gap: 8px; }
.panel .choices button { inline-size: 100%; min-block-size: 44px; border-radius: 14px;
  border-color: var(--strong); color: var(--strong); font-weight: 600; }

.panel .numbers { display: flex; flex-direction: column; gap: 8px; }
.panel a.call { display: flex; align-items: center; gap: 10px; min-block-size: 44px; padding: 6px 14px;
  border: 1px solid var(--line); border-radius: 14px; text-decoration: none; background: var(--surface); }
.panel a.call bdi { font-weight: 700; font-size: 17px; color: var(--strong); }
.panel a.call span { color: var(--soft); font-size: 14px; margin-inline-start: auto; text-align: end; }
.panel a.call:hover { border-color: var(--strong); background: var(--tint); }
.panel :is(.sheet, .emergency) > .numbers a.call bdi, .panel .theirs.emergency a.call bdi { color: var(--red);
  font-size: 20px; }
.panel .theirs.emergency a.call span { color: var(--ink); }
.panel .emergency article > .numbers a.call { min-block-size: 72px; border: 0; background: var(--red); }
.panel .emergency article > .numbers a.call :is(bdi, span, svg) { color: var(--surface) !important; font-weight: 700; }
.panel .emergency article > .numbers a.call bdi { font-size: 36px; line-height: 1.1; }
.panel .emergency article > .numbers a.call span { font-size: 16px; }
.panel .emergency article > .numbers svg { inline-size: 30px; block-size: 30px; }
.panel .phrase { padding: 12px 14px; border-radius: 14px; background: var(--surface); border: 1px solid var(--red-line); }
.panel .said { font-size: 24px; font-weight: 700; line-height: 1.35; }
.panel .pinyin { color: var(--soft); }
.panel .progress { display: flex; flex-direction: column; gap: 4px; font-size: 13px; color: var(--soft); }
.panel progress { appearance: none; inline-size: 100%; block-size: 6px; border: 0; border-radius: 3px; overflow: hidden;
  background: var(--line); }
.panel progress::-webkit-progress-bar { background: var(--line); }
.panel progress::-webkit-progress-value { background: var(--strong); }
.panel progress::-moz-progress-bar { background: var(--strong); }
.panel .choices.pair { flex-direction: row; }
.panel .choices.pair button { justify-content: center; }
.panel .result-card { display: flex; flex-direction: column; gap: 14px; }
.panel .total { display: flex; align-items: baseline; gap: 10px; padding: 10px 16px; border-radius: 14px; background: var(--tint); }
.panel .total bdi { font-size: 40px; font-weight: 700; line-height: 1.1; color: var(--strong); }
.panel table { inline-size: 100%; border-collapse: collapse; font-size: 15px; }
.panel tr { border-block-end: 1px solid var(--line); }
.panel th { padding: 8px 0; font-weight: 400; text-align: start; }
.panel td { padding: 8px 0; padding-inline-start: 12px; font-weight: 700; text-align: end; white-space: nowrap; vertical-align: top; }
.panel .dates td { color: var(--strong); }
.panel :is(th, li) small { display: block; font-size: 13px; color: var(--soft); }
.panel .checklist { display: flex; flex-direction: column; gap: 2px; }
.panel .checklist label { display: flex; align-items: flex-start; gap: 12px; min-block-size: 32px; padding: 5px 0; cursor: pointer; }
.panel .checklist input { flex: none; inline-size: 22px; block-size: 22px; margin: 1px 0; accent-color: var(--strong); }
.panel .checklist input:checked + span { color: var(--soft); text-decoration: line-through; }
.panel .place-card { display: flex; flex-direction: column; gap: 6px; padding: 14px; font-size: 15px;
  border: 1px solid var(--line); border-radius: 14px; background: var(--ground); }
.panel .place-card h3 { font-size: 16px; }
.panel :is(.place-card, .sources) [dir="auto"]:not(blockquote) { text-align: match-parent; }
.panel .original { color: var(--ink); font-weight: 600; }
.panel .place-card .numbers { margin-block: 4px; }
.panel dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; }
.panel dt { color: var(--soft); }
.panel .actions { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 4px; }
.panel .actions > * { display: inline-flex; align-items: center; gap: 7px; min-block-size: 40px;
  padding: 4px 13px; border: 1px solid var(--edge); border-radius: 20px; background: var(--surface);
  font-size: 14px; font-weight: 600; text-decoration: none; }
.panel .actions > *:hover { background: var(--tint); }
.panel .actions svg { inline-size: 18px; block-size: 18px; }
.panel .as-of { font-size: 13px; color: var(--soft); }

.panel .sources { border-block-start: 1px solid var(--line); padding-block-start: 10px; font-size: 15px; }
.panel summary { cursor: pointer; font-weight: 600; padding: 4px 0; border-radius: 6px; }
.panel .count { margin-inline-start: 8px; padding: 0 8px; border-radius: 10px; background: var(--tint);
  font-size: 13px; }
.panel .sources ul { display: flex; flex-direction: column; gap: 14px; margin-block-start: 10px; }
.panel .source-title { font-weight: 600; }
.panel blockquote { padding-inline-start: 12px; border-inline-start: 3px solid var(--line); }

.panel .tools { display: flex; align-items: center; flex-wrap: wrap; gap: 2px; margin-block-start: 2px; color: var(--soft); }
.panel .tools button { font-size: 14px; }
.panel .tools button.bare { margin-inline-start: 8px; color: var(--ink); }
.panel .feedback { font-size: 14px; }
.panel form.inline { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 8px; }
.panel form.inline label { flex: 1 1 160px; display: flex; flex-direction: column; gap: 4px; font-size: 14px; }
.panel form.inline input { min-block-size: 44px; inline-size: 100%; padding: 6px 12px; border-radius: 12px;
  border: 1px solid var(--edge); background: var(--surface); font-size: 16px; }
.panel form.inline .other { flex-basis: 100%; }
.panel form.inline button:not(.other), .panel .privacy button { background: var(--bg); color: var(--on-bg);
  border-color: transparent; min-block-size: 44px; border-radius: 22px; }

.panel .typing { display: flex; align-items: center; gap: 10px; padding: 14px 4px 6px; font-size: 14px; color: var(--soft); }
.panel .typing[hidden] { display: none; }
.panel .dots { display: inline-flex; gap: 4px; }
.panel .dots i { inline-size: 7px; block-size: 7px; border-radius: 50%; background: currentColor;
  animation: beat 1.2s infinite ease-in-out; }
.panel .dots i:nth-child(2) { animation-delay: .15s; }
.panel .dots i:nth-child(3) { animation-delay: .3s; }
@keyframes beat { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }

.panel .privacy { display: flex; flex-direction: column; gap: 8px; align-items: flex-start;
  padding: 12px 18px; background: var(--tint); border-block-start: 1px solid var(--line);
  font-size: 14px; line-height: 1.45; max-block-size: 40%; overflow-y: auto; }
.panel .privacy button { min-block-size: 36px; padding: 2px 16px; }
.panel .composer { display: flex; align-items: flex-end; gap: 6px; padding: 10px 12px;
  padding-block-end: max(10px, env(safe-area-inset-bottom)); background: var(--surface);
  border-block-start: 1px solid var(--line); }
.panel textarea { flex: 1; min-inline-size: 0; min-block-size: 44px; max-block-size: 144px; resize: none;
  padding: 9px 15px; border: 1px solid var(--edge); border-radius: 22px; background: var(--surface); }
.panel textarea::placeholder { color: var(--soft); opacity: 1; }
.panel textarea:focus-visible { outline-offset: 0; }
.panel .composer .plain { min-block-size: 44px; min-inline-size: 44px; }
.panel .send { min-block-size: 44px; inline-size: 44px; padding: 0; justify-content: center; border-radius: 50%;
  background: var(--bg) !important; color: var(--on-bg); border-color: transparent; flex: none; }

.panel dialog { border: 0; padding: 0; color: var(--ink); background: var(--surface); overscroll-behavior: contain; }
.panel dialog::backdrop { background: rgb(0 0 0 / .5); }
.panel dialog.sheet { inline-size: min(440px, 100vw - 24px); max-block-size: 88dvh; padding: 8px 20px 20px;
  border-radius: 18px; }
.panel .dialog-head { display: flex; align-items: center; gap: 8px; min-block-size: 56px; }
.panel .dialog-head h2 { flex: 1; font-size: 18px; }
.panel .sheet > p { margin-block-end: 12px; }
.panel .menu button { inline-size: 100%; min-block-size: 48px; border: 0; border-radius: 12px; }
.panel .link { display: flex; flex-direction: column; align-items: center; gap: 12px; }
.panel .link > p { align-self: stretch; }
.panel .link .qr { inline-size: min(280px, 100%); block-size: auto; background: #fff; fill: #000; stroke: none; border-radius: 12px; }
.panel .link .code { font-size: 26px; font-weight: 700; letter-spacing: .06em; text-align: center; user-select: all; }
.panel .danger { background: var(--red) !important; color: var(--surface); border-color: transparent !important; }
.panel dialog.driver { inline-size: 100vw; block-size: 100dvh; max-inline-size: none; max-block-size: none;
  background: #fff; color: #000; padding: 8px 20px 20px; }
.panel .driver-text { display: flex; flex-direction: column; gap: .6em; padding: 3vh 2vw; font-size: clamp(20px, 4vw, 32px); }
.panel .driver-name { font-size: clamp(38px, 9vw, 96px); font-weight: 700; line-height: 1.25; }
.panel .driver-address { font-size: clamp(32px, 7.5vw, 80px); font-weight: 600; line-height: 1.3; }
.panel .driver-text a { display: inline-flex; align-items: center; gap: 12px; }

@media (max-width: 520px), (max-height: 460px) {
  .panel, .panel[data-position] { inset: 0; inline-size: 100%; max-inline-size: none; block-size: 100dvh;
    border-radius: 0; box-shadow: none; }
}
@media (max-height: 460px) {
  .panel .titles p { display: none; }
  .panel header { padding-block: 2px; }
}
@media (prefers-reduced-motion: reduce) {
  .panel .log { scroll-behavior: auto; }
  .panel .dots i { animation: none; opacity: .7; }
}
@media (forced-colors: active) {
  .panel { border: 1px solid; }
  .panel button[aria-pressed="true"] { forced-color-adjust: none; background: Highlight; color: HighlightText; }
}
@media (prefers-color-scheme: dark) {
  .panel { --ground: #111817; --surface: #1b2423; --ink: #e8efed; --soft: #a9b8b4; --line: #35423f;
    --edge: #71827e; --tint: #223330; --focus: #7fd6c9; --strong: #8adccf; --red: #ffb4ab;
    --red-ground: #3a1b1a; --red-line: #6a3532; --amber-ground: #3a2f12; --amber: #f3d38b; }
}
@media print {
  .panel:not(:has(dialog.print)), .panel > :not(dialog.print), dialog.print .dialog-head button { display: none !important; }
  .panel, .panel[data-position] { position: static; inline-size: auto; block-size: auto; overflow: visible; box-shadow: none; }
  .panel dialog.sheet.print { position: static; inline-size: auto; max-block-size: none; }
}
`;
