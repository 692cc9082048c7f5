import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { findProtoFolder, loadContract } from './index.ts';

describe('findProtoFolder', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'optical-proto-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('finds the contracts of the source tree', () => {
    assert.equal(findProtoFolder(), path.resolve(import.meta.dirname, '../../../proto'));
  });

  it('finds contracts that were copied beside a bundle, complete enough to load', () => {
    const dist = path.join(folder, 'dist');
    cpSync(findProtoFolder(), path.join(dist, 'proto'), { recursive: true });
    const found = findProtoFolder(dist);
    assert.equal(found, path.join(dist, 'proto'));
    assert.ok(loadContract('evaluator', found).definition.GetReport.responseStream);
  });

  it('names the places that it searched in vain', () => {
    const empty = path.join(folder, 'a/b/c');
    assert.throws(() => findProtoFolder(empty), {
      message: `no contracts in ${path.join(empty, 'proto')} or ${path.join(folder, 'proto')}`,
    });
  });
});
