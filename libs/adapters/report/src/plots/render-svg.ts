import { Error as errorsOnly, logger, parse, View } from 'vega';
import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';

/** A plot as the text of an SVG element. Vega measures text by its own estimate, so every machine gets the same. */
export async function renderSvg(plot: TopLevelSpec): Promise<string> {
  const { spec } = compile(plot, { logger: logger(errorsOnly) });
  const view = new View(parse(spec), { renderer: 'none', logLevel: errorsOnly });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
