import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkRegistry } from '@optical/telemetry';
import { spans } from './telemetry.ts';

it('the spans of commands are well named and described', () => {
  assert.deepEqual(checkRegistry({ stem: 'cli', spans }), []);
});
