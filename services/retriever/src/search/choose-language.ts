import { inSpan } from '@optical/telemetry';
import type { Instruments, Telemetry } from '@optical/telemetry';
import { isUndetermined } from '../encoders/language-tags.ts';
import type { DetectLanguage } from '../language/detect-language.ts';
import { retrieverSpans } from '../telemetry.ts';
import type { retrieverMetrics } from '../telemetry.ts';

/** The language of a query; with a certainty when it was detected. */
export interface ChosenLanguage {
  /** BCP 47; `und` when nothing could be detected. */
  readonly language: string;
  readonly languageConfidence?: number;
}

export type ChooseLanguage = (query: string, given: string) => Promise<ChosenLanguage>;

/** The language that a request states, or else the detected one. */
export function createChooseLanguage(
  detector: () => Promise<DetectLanguage>,
  { tracer }: Telemetry,
  metrics: Pick<Instruments<typeof retrieverMetrics>, 'detections'>,
): ChooseLanguage {
  return async (query, given) => {
    if (!isUndetermined(given)) return { language: given };
    const { language, certainty } = await inSpan(tracer, retrieverSpans.detect, async () => (await detector())(query));
    metrics.detections.add(1, { language });
    return { language, languageConfidence: certainty };
  };
}
