/** The stylesheet of the page: light, dark, narrow, wide and on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --text: #1c2128; --muted: #57606a; --line: #d9dee4;
  --accent: #0a5cc2; --bar: #3373b8; --less: #b4570a; --notice: #fff4e0;
  --series-1: #2b6cb0; --series-2: #a34a00; --series-3: #6b4fa0;
  --good: #1a6b35; --warn: #8a5a00; --bad: #b42318;
  --meter-good: #2f8a4d; --meter-warn: #b7791f; --meter-bad: #c9362b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116; --card: #161b22; --text: #e4e9ef; --muted: #9aa5b1; --line: #2d343d;
    --accent: #78b4ff; --bar: #4f8fd6; --less: #d98a45; --notice: #2c2213;
    --series-1: #63a4ea; --series-2: #e39a55; --series-3: #b79cf0;
    --good: #56c271; --warn: #dca53a; --bad: #ff8379;
    --meter-good: #3fa45c; --meter-warn: #cf9430; --meter-bad: #ee6a60;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.5rem clamp(0.75rem, 2.5vw, 2.5rem) 2rem; max-width: 100rem;
  background: var(--page); color: var(--text);
  font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em; }
h2 { margin: 0 0 0.75rem; font-size: 1.0625rem; line-height: 1.3; }
h3 { margin: 1.25rem 0 0.5rem; font-size: 0.875rem; color: var(--muted); font-weight: 600; }
h2 + h3, .parts > div > h3:first-child { margin-top: 0; }
p { margin: 0.5rem 0; max-width: 46rem; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code, pre { font: 0.8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
header p { margin: 0.25rem 0 0.75rem; color: var(--muted); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.125rem; margin: 0 0 1.25rem; padding: 0; list-style: none; }
nav a { display: inline-block; padding: 0.125rem 0; text-decoration: none; }
nav a:hover { text-decoration: underline; }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; }
section {
  min-width: 0; padding: 1.125rem 1.25rem 1.25rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; scroll-margin-top: 0.75rem; container-type: inline-size;
}
section.plain { padding: 0; background: none; border: 0; }
section.plain h2 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.notice { background: var(--notice); border-color: var(--warn); border-left-width: 4px; }
.parts { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem 2rem; }
.parts > div { min-width: 0; container-type: inline-size; }
.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1px; margin: 0;
  background: var(--line); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.totals > div { padding: 0.875rem 1.125rem 0.75rem; background: var(--card); }
.totals dt { color: var(--muted); font-size: 0.8125rem; }
dd { margin: 0; }
.total { display: block; font-size: 1.5rem; line-height: 1.3; font-weight: 600; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; }
.change { color: var(--muted); font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
.remark, .more { color: var(--muted); font-size: 0.8125rem; }
.more { margin: 0.375rem 0 0; }
.box { overflow-x: auto; position: relative; }
table { width: 100%; border-collapse: collapse; font-size: 0.875rem; line-height: 1.4; }
caption, .legend li::before { text-align: left; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 0.3125rem 0.75rem 0.3125rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tr > :last-child { padding-right: 0.125rem; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--muted); font-size: 0.8125rem; font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 500; }
th.figure, td.figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th.name, td.name { min-width: 9rem; overflow-wrap: anywhere; }
th.text, td.text { white-space: nowrap; }
bdi { unicode-bidi: isolate; overflow-wrap: anywhere; }
.chart svg { display: block; width: 100%; height: auto; overflow: hidden; }
.chart text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; unicode-bidi: isolate; font-variant-numeric: tabular-nums; }
.chart .narrow { max-width: 27rem; }
.chart .wide { display: none; max-width: 54rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0 0 0.25rem; padding: 0; list-style: none; font-size: 0.8125rem; }
.legend li::before { content: ""; display: inline-block; width: 1.75rem; margin-right: 0.5rem; vertical-align: middle; border-top: 2px solid var(--series-1); }
.legend .second::before { border-top: 2px dashed var(--series-2); }
.legend .third::before { border-top: 2px dotted var(--series-3); }
details { margin-top: 0.75rem; }
summary { width: fit-content; cursor: pointer; color: var(--accent); font-size: 0.875rem; }
details > .box, details > pre { margin-top: 0.5rem; }
pre { margin: 0; padding: 0.625rem 0.75rem; max-height: 24rem; overflow: auto; background: var(--page); border-radius: 6px; white-space: pre-wrap; }
.quotas > div + div { margin-top: 1rem; }
.quotas, .settings { margin: 0; }
.quotas dt { font-weight: 500; }
.settings > div { display: grid; grid-template-columns: minmax(0, 9rem) minmax(0, 1fr); gap: 0 1rem; padding: 0.3125rem 0; border-bottom: 1px solid var(--line); }
.settings > div:last-child { border-bottom: 0; }
.settings dt { color: var(--muted); }
.settings details { margin: 0; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
meter { display: block; width: 100%; height: 0.75rem; margin: 0.375rem 0; border: 0; border-radius: 6px; background: var(--line); appearance: none; -webkit-appearance: none; }
meter::-webkit-meter-inner-element { display: block; height: 0.75rem; }
meter::-webkit-meter-bar { height: 0.75rem; border: 0; border-radius: 6px; background: var(--line); }
meter::-webkit-meter-optimum-value { background: var(--meter-good); border-radius: 6px; }
meter::-webkit-meter-suboptimum-value { background: var(--meter-warn); border-radius: 6px; }
meter::-webkit-meter-even-less-good-value { background: var(--meter-bad); border-radius: 6px; }
meter::-moz-meter-bar { border-radius: 6px; background: var(--meter-good); }
meter:-moz-meter-sub-optimum::-moz-meter-bar { background: var(--meter-warn); }
meter:-moz-meter-sub-sub-optimum::-moz-meter-bar { background: var(--meter-bad); }
footer { margin-top: 1.25rem; color: var(--muted); font-size: 0.8125rem; }
.whole { white-space: nowrap; }
@container (max-width: 33.99rem) {
  .stacking, .stacking tbody { display: block; }
  .stacking thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacking tr { display: flex; flex-wrap: wrap; gap: 0.125rem 1.125rem; padding: 0.4375rem 0; border-bottom: 1px solid var(--line); }
  .stacking tbody tr:last-child { border-bottom: 0; }
  .stacking tbody :is(th, td) { padding: 0; border: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 0; }
  .stacking tbody th { flex: 1 0 100%; }
  .stacking td::before { content: attr(data-title) " "; color: var(--muted); font-size: 0.8125rem; }
}
@container (min-width: 34rem) {
  .chart .narrow { display: none; }
  .chart .wide { display: block; }
}
@container (min-width: 56rem) {
  .parts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .parts > :only-child, .parts > :last-child:nth-child(odd) { grid-column: 1 / -1; }
}
@media (min-width: 64rem) {
  main { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  main > .wide { grid-column: 1 / -1; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --card: #ffffff; --text: #000000; --muted: #444444; --line: #cccccc;
    --accent: #000000; --bar: #3373b8; --less: #b4570a; --notice: #ffffff;
    --series-1: #2b6cb0; --series-2: #a34a00; --series-3: #6b4fa0;
    --good: #1a6b35; --warn: #8a5a00; --bad: #b42318;
  }
  body { padding: 0; max-width: none; font-size: 10pt; }
  nav { display: none; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 0.75rem 0; }
  main { display: block; }
  .chart, tr, .totals > div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .box, pre { overflow: visible; max-height: none; }
  pre { white-space: pre-wrap; }
  details::details-content { display: block; content-visibility: visible; }
  .chart, meter { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
