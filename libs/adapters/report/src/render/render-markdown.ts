import type { Block, ReportDocument, Table } from '../document/report-document.ts';

/** The report without its plots, whose captions stay. */
export function renderMarkdown({ title, subtitle, question, sections }: ReportDocument): string {
  const parts = [`# ${escape(title)}`, escape(subtitle), `> ${escape(question)}`];
  for (const section of sections) parts.push(`## ${escape(section.title)}`, ...section.blocks.map(renderBlock));
  return `${parts.join('\n\n')}\n`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.strong === true ? `**${escape(block.text)}**` : escape(block.text);
    case 'heading':
      return `### ${escape(block.text)}`;
    case 'list':
      return block.items.map((item) => `- ${escape(item)}`).join('\n');
    case 'code':
      return fenced(block.text);
    case 'details':
      return [`### ${escape(block.summary)}`, ...block.blocks.map(renderBlock)].join('\n\n');
    case 'table':
      return renderTable(block);
    case 'plots':
      return `_Plots, in the HTML report: ${block.plots.map(({ title }) => escape(title)).join(', ')}. ${escape(block.caption)}_`;
  }
}

function renderTable({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = rows.map((row) =>
    line(
      row.map((cell) => {
        if (typeof cell === 'string') return escape(cell);
        return cell.note === undefined ? escape(cell.text) : `${escape(cell.text)} (${escape(cell.note)})`;
      }),
    ),
  );
  const rule = line(columns.map(({ numeric }) => (numeric === true ? '---:' : '---')));
  return [`**${escape(caption)}**`, '', line(columns.map(({ title }) => escape(title))), rule, ...body].join('\n');
}

/** Characters that mean something in Markdown or HTML, as themselves; line breaks become spaces. */
function escape(text: string): string {
  return text.replace(/\s*\r?\n\s*/g, ' ').replace(/[\\`*_[\]<>|#~&]/g, (character) => `\\${character}`);
}

/** A fence is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}json\n${text}\n${fence}`;
}
