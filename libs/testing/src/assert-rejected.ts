import assert from 'node:assert/strict';
import { OpticalError } from '@optical/errors';
import type { ErrorKind } from '@optical/errors';

/** Asserts that `action` fails with an OpticalError of `kind` whose message contains every one of `parts`. */
export async function assertRejected(action: () => unknown, kind: ErrorKind, ...parts: string[]): Promise<void> {
  try {
    await action();
  } catch (error) {
    assert.ok(error instanceof OpticalError, `expected an OpticalError, got ${String(error)}`);
    assert.equal(error.kind, kind, error.message);
    for (const part of parts) assert.ok(error.message.includes(part), `${error.message}\nlacks ${part}`);
    return;
  }
  assert.fail(`expected an error of kind ${kind}`);
}
