import type { TopLevelSpec } from 'vega-lite';

/** A cell of a table: its text, and what is said of it in smaller type, in lines. */
export interface TableCell {
  readonly text: string;
  readonly note?: string;
}

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly { readonly title: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly (string | TableCell)[])[];
}

/** How a line of a plot looks. */
export interface LegendEntry {
  readonly label: string;
  /** #rrggbb. */
  readonly color: string;
  /** Lengths of dashes and gaps in pixels; empty for an unbroken line. Unset for an area. */
  readonly dash?: readonly number[];
}

/** Plots of one kind side by side, under a common legend and above a common caption. */
export interface Plots {
  readonly kind: 'plots';
  readonly caption: string;
  readonly legend: readonly LegendEntry[];
  /** `title` tells what the plot shows to those who cannot see it, too. */
  readonly plots: readonly { readonly title: string; readonly spec: TopLevelSpec }[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string; readonly strong?: boolean }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string }
  /** Shown on request. */
  | { readonly kind: 'details'; readonly summary: string; readonly blocks: readonly Block[] }
  | Table
  | Plots;

export interface Section {
  /** Of the link to it: letters and dashes. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** What a report says, in no format yet. All texts are plain: whoever renders them escapes them. */
export interface ReportDocument {
  readonly title: string;
  readonly subtitle: string;
  readonly question: string;
  readonly sections: readonly Section[];
}

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
