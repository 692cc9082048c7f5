import type { Block, LegendEntry, Plots, ReportDocument, Section, Table } from '../document/report-document.ts';
import { renderSvg } from '../plots/render-svg.ts';
import { escapeHtml } from './escape-html.ts';
import { stylesheet } from './stylesheet.ts';

/** Nothing may be fetched and no script run, whatever a name in the study contains. */
const policy = "default-src 'none'; style-src 'unsafe-inline'";

/** One self-contained file: styles and plots are part of it. */
export async function renderHtml({ title, subtitle, question, sections }: ReportDocument): Promise<string> {
  const links = sections.map((section) => `<li><a href="#${section.id}">${escapeHtml(section.title)}</a></li>`);
  const bodies = await Promise.all(sections.map(renderSection));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${stylesheet}</style>
</head>
<body>
<nav aria-label="Sections"><ol>${links.join('')}</ol></nav>
<main>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="subtitle">${escapeHtml(subtitle)}</p>
<p class="question">${escapeHtml(question)}</p>
</header>
${bodies.join('\n')}
</main>
</body>
</html>
`;
}

async function renderSection({ id, title, blocks }: Section): Promise<string> {
  return `<section id="${id}">\n<h2>${escapeHtml(title)}</h2>\n${await renderBlocks(blocks)}\n</section>`;
}

async function renderBlocks(blocks: readonly Block[]): Promise<string> {
  return (await Promise.all(blocks.map(renderBlock))).join('\n');
}

async function renderBlock(block: Block): Promise<string> {
  switch (block.kind) {
    case 'paragraph':
      return `<p${block.strong === true ? ' class="strong"' : ''}>${escapeHtml(block.text)}</p>`;
    case 'heading':
      return `<h3>${escapeHtml(block.text)}</h3>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
    case 'code':
      return `<pre>${escapeHtml(block.text)}</pre>`;
    case 'details':
      return `<details><summary>${escapeHtml(block.summary)}</summary>\n${await renderBlocks(block.blocks)}\n</details>`;
    case 'table':
      return renderTable(block);
    case 'plots':
      return renderPlots(block);
  }
}

function renderTable({ caption, columns, rows }: Table): string {
  const kind = (column: number) => (columns[column]?.numeric === true ? ' class="numeric"' : '');
  const head = columns.map(({ title }, column) => `<th scope="col"${kind(column)}>${escapeHtml(title)}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((cell, column) => {
      const { text, note } = typeof cell === 'string' ? { text: cell, note: undefined } : cell;
      const small = note === undefined ? '' : `<small>${escapeHtml(note)}</small>`;
      return `<td${kind(column)}>${escapeHtml(text)}${small}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return (
    `<div class="wide" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table>` +
    `<caption>${escapeHtml(caption)}</caption>` +
    `<thead><tr>${head.join('')}</tr></thead>\n<tbody>${body.join('\n')}</tbody></table></div>`
  );
}

async function renderPlots({ caption, legend, plots }: Plots): Promise<string> {
  const drawn = await Promise.all(
    plots.map(async ({ title, spec }) => {
      // HTML knows the namespaces of SVG; without them no address is left in the file.
      const svg = (await renderSvg(spec)).replace(/ xmlns(:xlink)?="[^"]*"/g, '');
      return svg.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(title)}" `);
    }),
  );
  return (
    `<figure><ul class="legend">${legend.map(renderLegend).join('')}</ul>\n` +
    `<div class="plots">${drawn.join('\n')}</div>\n<figcaption>${escapeHtml(caption)}</figcaption></figure>`
  );
}

function renderLegend({ label, color, dash }: LegendEntry): string {
  const swatch =
    dash === undefined
      ? `<rect width="14" height="10" fill="${color}"/>`
      : `<line x1="0" y1="5" x2="28" y2="5" stroke="${color}" stroke-width="2.5" stroke-dasharray="${dash.join(' ')}"/>`;
  const width = dash === undefined ? 14 : 28;
  return `<li><svg width="${width}" height="10" aria-hidden="true">${swatch}</svg> ${escapeHtml(label)}</li>`;
}
