import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { JudgmentSource, RunSource, TrackKind } from '@optical/contracts/evaluator';
import { invalidArgument } from '@optical/errors';
import { parseQrels, parseRun } from '@optical/evaluation';

const kinds = ['cross-lingual', 'monolingual', 'pooled', 'known-item'];

/** A run of a TREC file, a registered run (`run/…`), or a model that makes one. */
export function readRunSource(flag: '--run' | '--model', text: string): RunSource {
  if (flag === '--model') return { model: text };
  if (text.startsWith('run/')) return { runName: text };
  const { name, rankings } = parseRun(readText('--run', text));
  return {
    run: {
      name,
      rankings: rankings.map(({ queryId, documentIds, scores }) => {
        return { queryId, documentIds: [...documentIds], scores: Array.from(scores) };
      }),
    },
  };
}

/** Judgments of a TREC file, or of a track such as `cross-lingual:xquad`. */
export function readJudgmentSource(flags: {
  readonly qrels?: string;
  readonly track?: string;
  readonly language: string;
}): JudgmentSource {
  const { qrels, track, language } = flags;
  if ((qrels === undefined) === (track === undefined))
    throw invalidArgument({ field: 'arguments', description: 'needs either --qrels or --track' });
  if (qrels !== undefined) return { judgments: { judgments: parseQrels(readText('--qrels', qrels)) }, language };
  const [kind = '', dataset = ''] = track!.split(':');
  if (!kinds.includes(kind) || dataset === '')
    throw invalidArgument({
      field: '--track',
      description: `${JSON.stringify(track)} is not kind:dataset with a kind of ${kinds.join(', ')}`,
    });
  const wire = `TRACK_KIND_${kind.replaceAll('-', '_').toUpperCase()}` as TrackKind;
  return { track: { kind: wire, dataset }, language };
}

function readText(field: string, file: string): string {
  try {
    const bytes = readFileSync(file);
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw invalidArgument({ field, description: `${file}: ${(error as Error).message}` });
  }
}
