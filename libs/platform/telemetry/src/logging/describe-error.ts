import { pino } from 'pino';

/** What of an error is logged: `frames` leaves out its message, which may hold what a user searched for or stored. */
export type ErrorDetail = 'frames' | 'all';

/** Deeper causes are left out; an error may be its own cause. */
const maxCauses = 4;

/** The fields of `error` for a log record. With `frames`: its type, kind, code, stack without messages, and causes. */
export function describeError(error: Error, detail: ErrorDetail): Record<string, unknown> {
  return detail === 'all' ? pino.stdSerializers.err(error) : withoutMessage(error, maxCauses);
}

function withoutMessage(error: Error, causes: number): Record<string, unknown> {
  const { kind, code } = error as { kind?: unknown; code?: unknown };
  return {
    type: error.constructor.name,
    ...(isIdentifier(kind) && { kind }),
    ...(isIdentifier(code) && { code }),
    stack: framesOf(error),
    ...(error.cause instanceof Error && causes > 0 && { cause: withoutMessage(error.cause, causes - 1) }),
  };
}

/** Codes such as ECONNREFUSED or 7, and the kinds of OpticalError. */
const isIdentifier = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^[\w-]{1,64}$/.test(value));

/** The lines of the stack after the message; the message itself may have lines that look like frames. */
function framesOf({ stack = '', message }: Error): string {
  const start = stack.indexOf(message);
  const rest = start < 0 ? stack : stack.slice(start + message.length);
  return rest
    .split('\n')
    .slice(1)
    .filter((line) => /^ {4}at /.test(line))
    .join('\n');
}
