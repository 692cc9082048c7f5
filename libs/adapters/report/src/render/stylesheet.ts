/** Plain and calm: one column, a list of the sections beside it where there is room, black on white. */
export const stylesheet = `
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
body {
  margin: 0; color: #1a1a1a; background: #fff;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif;
}
main { max-width: 62rem; padding: 1.5rem 1.25rem 4rem; margin: 0 auto; }
nav ol { list-style: none; margin: 0; padding: 0; font-size: .875rem; }
nav a { color: #004a7c; text-decoration: none; }
nav a:hover, nav a:focus { text-decoration: underline; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid #ccc; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p, li { max-width: 46rem; overflow-wrap: anywhere; }
ul { margin: .25rem 0 1rem; padding-left: 1.2rem; }
li { margin: .3rem 0; }
.subtitle { margin: .4rem 0 0; color: #555; }
.question { font-size: 1.125rem; margin: 1.25rem 0 0; padding-left: .9rem; border-left: 3px solid #0072b2; }
.strong { font-size: 1.0625rem; margin: .6rem 0; }
.wide { overflow-x: auto; margin: 1rem 0 1.5rem; }
table { border-collapse: collapse; font-size: .8125rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid #e2e2e2; }
th { border-bottom: 1.5px solid #444; font-weight: 600; vertical-align: bottom; }
td { max-width: 26rem; overflow-wrap: break-word; }
.numeric { text-align: right; white-space: nowrap; }
td small { display: block; color: #595959; font-size: .6875rem; white-space: pre; }
figure { margin: 1rem 0 2rem; }
figcaption { font-size: .8125rem; color: #444; max-width: 46rem; margin-top: .5rem; }
.plots { display: flex; flex-wrap: wrap; gap: 1rem 1.25rem; }
.plots svg { max-width: 100%; height: auto; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin: 0 0 .6rem; padding: 0; font-size: .8125rem; }
.legend li { margin: 0; white-space: nowrap; }
details { margin: .5rem 0; }
summary { cursor: pointer; font-size: .9375rem; color: #004a7c; }
pre { font-size: .75rem; line-height: 1.4; background: #f6f6f6; padding: .75rem; overflow-x: auto; }
@media (min-width: 80rem) {
  body { display: grid; grid-template-columns: 15rem minmax(0, 1fr); }
  nav { position: sticky; top: 0; align-self: start; padding: 1.75rem 0 0 1.5rem; }
  main { margin: 0; padding-left: 2.5rem; }
}
@media (max-width: 79.99rem) {
  nav { padding: .75rem 1.25rem; border-bottom: 1px solid #ddd; }
  nav ol { display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
  nav li { margin: 0; }
}
@media print {
  @page { margin: 16mm 14mm; }
  html { font-size: 12.5px; }
  body { display: block; font-size: 12.5px; }
  nav { display: none; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; margin-top: 1.75rem; }
  h3, caption, .legend { break-after: avoid; }
  figure, tr, .plots svg { break-inside: avoid; }
  .wide { overflow: visible; }
  table { font-size: 10px; }
  td small { font-size: 8.5px; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
}
`;
