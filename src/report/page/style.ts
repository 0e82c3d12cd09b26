/** How the page looks: light or dark as the reader has it, dark on white on paper. */

export const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --faint: #5c6670; --rule: #d8dee4; --ground: #fff;
  --shade: #f6f8fa; --link: #0757b8; --warn: #9a3412; }
@media (prefers-color-scheme: dark) { :root { --text: #e3e8ee; --faint: #9aa5b1; --rule: #363d46;
  --ground: #14171b; --shade: #1d2228; --link: #79b8ff; --warn: #fdba74; } }
@media print { :root { color-scheme: light; --text: #000; --faint: #444; --rule: #bbb; --ground: #fff;
  --shade: #fff; --link: #000; --warn: #7c2d12; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 76rem; background: var(--ground);
  color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin: 3rem 0 .25rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
a { color: var(--link); }
p { margin: .4rem 0; max-width: 60rem; }
.faint { color: var(--faint); }
.warn { color: var(--warn); }
nav ol { columns: 22rem; padding-left: 1.5rem; }
nav li { break-inside: avoid; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .75rem 0; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1rem; }
.samples { display: grid; grid-template-columns: minmax(0, 48rem); gap: 1rem; }
figure { margin: 0; overflow-x: auto; break-inside: avoid; }
figure svg { max-width: 100%; min-width: 28rem; height: auto; }
.wide { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; font-size: .87rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
thead th { border-bottom-width: 2px; vertical-align: bottom; }
tbody th { font-weight: 400; min-width: 12rem; max-width: 26rem; overflow-wrap: anywhere; }
tr { break-inside: avoid; }
.number { text-align: right; white-space: nowrap; }
code, pre { font: .82rem/1.45 ui-monospace, monospace; }
code { overflow-wrap: anywhere; }
pre { margin: .3rem 0; padding: .5rem .7rem; background: var(--shade); overflow-x: auto; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.attributes { font: .82rem/1.6 ui-monospace, monospace; color: var(--faint); overflow-wrap: anywhere; }
.runs > li { margin: .8rem 0; break-inside: avoid; overflow-wrap: anywhere; }
@media print { body { font-size: 10pt; max-width: none; padding: 0; } h2 { break-after: avoid; }
  figure svg { min-width: 0; } a { text-decoration: none; } .wide, figure { overflow: visible; } }
`;
