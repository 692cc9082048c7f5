import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import type { SpecChecks } from '../spec/accept-spec.ts';
import { reportMessage } from '../training/wire-events.ts';

/** Pairs of one message: at sentences of any usual length far below the limit of a message. */
const batchPairs = 1_000;

/** The pairs that a student would train on; first of all what the check of its bitext found. */
export const selectPairs = ({ select }: Pick<SpecChecks, 'select'>): ServiceHandlers<'distiller'>['selectPairs'] =>
  async function* ({ spec, omitPairs }, { signal }) {
    if (!spec) throw invalidArgument({ field: 'spec', description: 'is required' });
    const { reports, pairs } = await select(spec, signal);
    yield { bitextReports: reports.map(reportMessage) };
    if (omitPairs) return;
    for (let first = 0; first < pairs.length; first += batchPairs)
      yield { pairs: pairs.slice(first, first + batchPairs).map(({ english, foreign }) => ({ english, foreign })) };
  };
