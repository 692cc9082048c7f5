import type { RunStatement } from '../database/sql-database.ts';
import { schema } from '../schema/migrations.ts';
import { announce } from './apply-transition.ts';
import { appendEvents, jobColumns } from './rows.ts';
import type { JobRow } from './rows.ts';

/** What to add to a job. */
export interface Recording<Document, Event> {
  readonly events?: readonly Event[];
  /** Changes the document after the events have been worked into it. */
  readonly update?: (document: Document) => Document;
  /** Whether the attempt can be resumed from a later point than before: failures so far are forgiven. */
  readonly isProgress?: boolean;
}

/** Adds events to a locked job and works them into its document, in the caller's transaction. */
export async function record<Spec, Document, Event>(
  run: RunStatement,
  job: JobRow<Spec, Document>,
  { events = [], update = (document) => document, isProgress = false }: Recording<Document, Event>,
  project: (document: Document, event: Event) => Document,
): Promise<JobRow<Spec, Document>> {
  const eventCount = await appendEvents(
    run,
    job,
    events.map((event) => ({ event })),
  );
  const document = update(events.reduce(project, job.document));
  const [row] = await run<JobRow<Spec, Document>>(
    `update ${schema}.jobs set document = $2::jsonb, event_count = $3, failures = $4 where id = $1 returning ${jobColumns}`,
    [job.id, JSON.stringify(document), eventCount, isProgress ? 0 : job.failures],
  );
  if (events.length > 0) await announce(run, job.id, 'changed');
  return row!;
}
