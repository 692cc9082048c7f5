import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { findProtoFolder } from '../src/index.ts';

const script = path.resolve(import.meta.dirname, '../scripts/lint-protos.ts');
const partialField = /\n *\/\/ Whether the deadline cut[^\n]*\n *bool partial = 4;/;

describe('lint-protos', () => {
  let repository: string;

  beforeEach(() => {
    repository = mkdtempSync(path.join(tmpdir(), 'optical-lint-'));
    cpSync(findProtoFolder(), path.join(repository, 'proto'), { recursive: true });
  });
  afterEach(() => {
    rmSync(repository, { recursive: true });
  });

  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository });
  const commit = (subject: string) => {
    git('add', 'proto');
    git('-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgsign=false', 'commit', '-qm', subject);
  };
  const start = () => {
    git('init', '-q');
    commit('feat(contracts): the contracts');
  };
  const edit = (file: string, from: RegExp | string, to: string) => {
    const target = path.join(repository, 'proto/optical', file);
    const before = readFileSync(target, 'utf8');
    const text = before.replace(from, to);
    assert.notEqual(text, before);
    writeFileSync(target, text);
  };
  const removePartial = () => {
    edit('retriever/v1/search.proto', partialField, '');
  };
  const lint = () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, repository], { encoding: 'utf8' });
    return { status, output: stdout + stderr };
  };

  it('passes contracts that nothing precedes, and says that it compared with nothing', () => {
    assert.deepEqual(lint(), { status: 0, output: 'contracts: no earlier state to compare with\n' });
  });

  it('passes an added field', () => {
    start();
    edit('common/v1/role.proto', 'ROLE_PASSAGE = 2;', 'ROLE_PASSAGE = 2;\n  // A title.\n  ROLE_TITLE = 3;');
    assert.deepEqual(lint(), { status: 0, output: '' });
  });

  it('refuses a removed field before it is committed', () => {
    start();
    removePartial();
    const { status, output } = lint();
    assert.equal(status, 1);
    assert.match(output, /"partial" on message "SearchResponse" was deleted/);
  });

  it('refuses a removed field when other changes were committed after it', () => {
    start();
    removePartial();
    commit('refactor(contracts): tidy up');
    edit('common/v1/role.proto', 'A query, in any language.', 'A query.');
    commit('docs(contracts): shorten');
    assert.equal(lint().status, 1);
  });

  it('lets a break pass once its commit declares it', () => {
    start();
    removePartial();
    commit('feat(contracts)!: no partial results');
    assert.deepEqual(lint(), { status: 0, output: '' });
  });

  it('refuses a file that is not formatted, and shows how', () => {
    edit('common/v1/role.proto', '  ROLE_QUERY = 1;', 'ROLE_QUERY=1;');
    const { status, output } = lint();
    assert.equal(status, 1);
    assert.match(output, /^\+ {2}ROLE_QUERY = 1;$/m);
  });

  it('refuses a field without a comment', () => {
    edit('common/v1/vector_space.proto', /\n *\/\/ Components of[^\n]*/, '');
    const { status, output } = lint();
    assert.equal(status, 1);
    assert.match(output, /vector_space\.proto.*dims.*comment/);
  });
});
