import assert from 'node:assert/strict';
import { closeSync, existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { openLog } from './open-log.ts';

it('sets a log of more than 16 MiB aside and keeps a smaller one', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'optical-log-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const file = path.join(folder, 'logs', 'teacher.log');
  closeSync(openLog(file));
  writeFileSync(file, 'line\n');
  closeSync(openLog(file));
  assert.equal(existsSync(`${file}.1`), false);
  truncateSync(file, 16 * 1024 * 1024 + 1);
  closeSync(openLog(file));
  assert.equal(existsSync(`${file}.1`), true);
});
