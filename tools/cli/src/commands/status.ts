import { Command } from 'commander';
import { dateFromTimestamp, loadContract, serviceNameOf } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { OpticalError } from '@optical/errors';
import { createClient, createHealthClient } from '@optical/grpc';
import type { ServiceClient } from '@optical/grpc';
import { inSpan } from '@optical/telemetry';
import { withSession } from '../connect/session.ts';
import type { Session } from '../connect/session.ts';
import { colorsFor } from '../output/colors.ts';
import { formatDuration } from '../output/format.ts';
import { printJsonLine, renderTable } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { GlobalOptions } from '../settings.ts';
import { spans } from '../telemetry.ts';
import { readRunning } from '../up/running.ts';

interface Status {
  readonly service: Stem;
  readonly address: string;
  /** Of grpc.health.v1, or UNREACHABLE. */
  readonly health: string;
  readonly version?: string;
  /** ISO 8601. */
  readonly startedAt?: string;
  /** Why something is missing. */
  readonly error?: string;
}

/** A machine under full load answers late; a service that is gone refuses at once. */
const deadlineMs = 10_000;

/** `optical status`: exit code 1 unless every service is SERVING. */
export const statusCommand = new Command('status')
  .description('health, version and address of each service that runs in the data directory')
  .action(async (_options: unknown, command: Command) => {
    const context = readContext(command.optsWithGlobals<GlobalOptions>());
    const { services } = await readRunning(context.home);
    const statuses = await withSession(context, (session) =>
      inSpan(session.telemetry.tracer, spans.status, () =>
        Promise.all(services.map(({ stem, address }) => askStatus(session, stem, address))),
      ),
    );
    if (context.json) statuses.forEach(printJsonLine);
    else console.log(renderStatuses(statuses));
    if (statuses.some(({ health }) => health !== 'SERVING')) process.exitCode = 1;
  });

async function askStatus(session: Session, service: Stem, address: string): Promise<Status> {
  const options = { address, ...session };
  const health = createHealthClient(options);
  const client = createClient(loadContract(service), options);
  const { describeService } = client as Pick<ServiceClient<'tokenizer'>, 'describeService'>;
  try {
    const [status, description] = await Promise.allSettled([
      health.check(serviceNameOf(service), { deadlineMs }),
      describeService({}, { deadlineMs }),
    ]);
    const info = description.status === 'fulfilled' ? description.value.service : undefined;
    const failure = [status, description].find((result) => result.status === 'rejected');
    return {
      service,
      address,
      health: status.status === 'fulfilled' ? status.value : 'UNREACHABLE',
      ...(info && { version: info.version, startedAt: dateFromTimestamp(info.startTime!).toISOString() }),
      ...(failure && { error: messageOf(failure.reason) }),
    };
  } finally {
    health.close();
    client.close();
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof OpticalError)) throw error;
  return error.message;
}

function renderStatuses(statuses: readonly Status[]): string {
  const colors = colorsFor(process.stdout);
  const rows = statuses.map(({ service, address, health, version = '', startedAt, error = '' }) => [
    service,
    health === 'SERVING' ? colors.green(health) : colors.red(health),
    version,
    address,
    startedAt === undefined ? '' : formatDuration(Date.now() - Date.parse(startedAt)),
    error,
  ]);
  return renderTable(['service', 'health', 'version', 'address', 'up for', ''], rows);
}
