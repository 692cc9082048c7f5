import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { opticalEntry, runOptical, temporaryFolder, until } from '@optical/testing';
import { root, startServices } from './support/start-service.ts';
import type { RunningServices } from './support/start-service.ts';

/** Words of tiny-bert's vocabulary, each text within the 16 tokens that it reads. */
const records = [
  { id: 'a', text: 'the old market', metadata: { year: 1989 } },
  { id: 'b', text: 'rain and water', metadata: { year: 2001 } },
  { id: 'c', text: 'a bridge' },
];

describe('optical index, search and explain', () => {
  const folder = temporaryFolder();
  let services: RunningServices;

  before(async () => {
    services = await startServices(['tokenizer', 'teacher', 'indexer', 'retriever'], {
      OPTICAL_MODELS: path.join(root, 'libs/adapters/checkpoints/fixtures'),
      OPTICAL_TEACHER_MODEL_HUB_DOWNLOAD: 'false',
      OPTICAL_ENCODING_DEVICE: 'cpu',
    });
    await run('models', 'import', 'tiny-bert', '--passage-tokens', '16');
    await run('index', 'create', 'tiny', '--encoder', 'teacher/tiny-bert', '--field', 'year:number');
  });

  after(async () => {
    await services[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const optical = (...words: string[]) => runOptical(['--home', services.home, '--json', ...words]);

  /** Runs a command that succeeds. @returns the last JSON line it printed */
  async function run(...words: string[]): Promise<Record<string, unknown>> {
    const { exitCode, stdout, stderr } = await optical(...words);
    assert.equal(exitCode, 0, `${words.join(' ')}: ${stderr}`);
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>;
  }

  it('adds the records of a file, and names malformed ones with file and line', async () => {
    const file = path.join(folder.path, 'records.jsonl');
    const lines = [...records.map((record) => JSON.stringify(record)), '{"id": "d"}', 'no json'];
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { exitCode, stdout, stderr } = await optical('index', 'add', 'tiny', file);
    assert.equal(exitCode, 1, stderr);
    const added = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>;
    assert.deepEqual([added.texts, added.inserted, added.malformed], [3, 3, 2], stderr);
    assert.ok(stderr.includes(`${file}:4`) && stderr.includes(`${file}:5`), stderr);
  });

  it('splits long texts of a folder into overlapping passages of one document', async () => {
    const texts = path.join(folder.path, 'texts', 'deep');
    mkdirSync(texts, { recursive: true });
    writeFileSync(path.join(texts, 'long.txt'), 'the train to the town is late and the market is old '.repeat(4));
    const added = await run('index', 'add', 'tiny', path.dirname(texts), '--overlap', '2');
    assert.equal(added.texts, 1);
    assert.ok(Number(added.inserted) > 2, JSON.stringify(added));
    const { hits } = await run(
      'search',
      'the late train',
      '-l',
      'en',
      '-c',
      'tiny',
      '-f',
      'doc=deep/long.txt',
      '-k',
      '50',
    );
    const found = hits as { id: string; documentId: string }[];
    assert.equal(found.length, added.inserted);
    assert.ok(found.every(({ id, documentId }) => documentId === 'deep/long.txt' && id.startsWith('deep/long.txt#')));
  });

  it('adds the texts of a folder that can be read, and names the others', async () => {
    const texts = path.join(folder.path, 'mixed');
    mkdirSync(path.join(texts, 'folder.md'), { recursive: true });
    writeFileSync(path.join(texts, 'folder.md', 'good.txt'), 'rain');
    writeFileSync(path.join(texts, 'latin.txt'), Buffer.from('été', 'latin1'));
    symlinkSync(path.join(texts, 'nothing'), path.join(texts, 'dangling.md'));
    const { exitCode, stdout, stderr } = await optical('index', 'add', 'tiny', texts);
    assert.equal(exitCode, 1, stderr);
    const added = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>;
    assert.deepEqual([added.texts, added.malformed], [1, 2], stderr);
    const told = stderr
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { warning: { at: string } }).warning.at);
    assert.deepEqual(told, [path.join(texts, 'dangling.md'), path.join(texts, 'latin.txt')]);
    await run('index', 'delete', 'tiny', '--id', 'folder.md/good.txt');
  });

  it('leaves no passage of a text that is shorter now, and deletes passages that are named', async () => {
    const file = path.join(folder.path, 'changing.jsonl');
    const long = 'the train to the town is late and the market is old '.repeat(4);
    const idsOf = async (...conditions: string[]) => {
      const words = conditions.flatMap((condition) => ['-f', condition]);
      const { hits } = await run('search', 'the late train', '-l', 'en', '-c', 'tiny', '-k', '50', ...words);
      return (hits as { id: string }[]).map(({ id }) => id).sort();
    };
    const add = async (...given: { id: string; text: string }[]) => {
      writeFileSync(file, given.map((record) => JSON.stringify(record)).join('\n'));
      return run('index', 'add', 'tiny', file, '--overlap', '2');
    };
    await add({ id: 'kept#1', text: 'rain and water' }, { id: 'changing', text: long });
    const before = await idsOf('doc=changing');
    const shorter = await add({ id: 'kept', text: 'a bridge' }, { id: 'changing', text: long.slice(0, 110) });
    const pieces = await idsOf('doc=changing');
    assert.ok(pieces.length > 1 && pieces.length < before.length, `${before.length} and ${pieces.length} passages`);
    assert.deepEqual(pieces, before.slice(0, pieces.length));
    assert.deepEqual([shorter.replaced, shorter.removed], [pieces.length, before.length - pieces.length]);
    const whole = await add({ id: 'changing', text: 'the old market' });
    assert.deepEqual(await idsOf('doc=changing'), ['changing']);
    assert.equal(whole.removed, pieces.length);
    const cut = await add({ id: 'changing', text: long.slice(0, 110) });
    assert.deepEqual([cut.inserted, cut.removed], [pieces.length, 1]);
    assert.deepEqual(await idsOf('doc=kept,kept#1'), ['kept', 'kept#1'], 'an id of its own is not a piece');
    const deleted = await run('index', 'delete', 'tiny', '--id', 'kept', '--id', 'none', '--document', 'changing');
    assert.deepEqual([deleted.deleted, deleted.missing], [pieces.length + 1, 1]);
    assert.equal((await run('index', 'delete', 'tiny', '-f', 'doc=kept#1')).deleted, 1);
    assert.deepEqual(await idsOf('doc=kept,kept#1,changing'), []);
    const { stderr } = await optical('index', 'delete', 'tiny', '-f', 'month=3');
    assert.match(stderr, /fields of the collection: year/);
  });

  it('refuses a record with the id of a piece of another one', async () => {
    const file = path.join(folder.path, 'pieces.jsonl');
    const lines = ['x', 'x#2', 'y#1', 'y'].map((id) => JSON.stringify({ id, text: 'rain' }));
    writeFileSync(file, lines.join('\n'));
    const { exitCode, stdout, stderr } = await optical('index', 'add', 'tiny', file);
    assert.equal(exitCode, 1);
    assert.match(stderr, /x#2|piece of/);
    assert.deepEqual((JSON.parse(stdout.trim().split('\n').at(-1)!) as { texts: number }).texts, 2);
    await run('index', 'delete', 'tiny', '--id', 'x', '--id', 'y#1');
  });

  it('goes on where a killed one was, when the same command runs again', async () => {
    const rows = Array.from({ length: 1000 }, (_, row) => `m${row}\tthe old market\tmany`);
    const journals = path.join(services.home, 'cli', 'index-add');
    const notes = () => (existsSync(journals) ? readdirSync(journals).filter((name) => name.endsWith('.json')) : []);
    let file = '';
    // One that had ended before it was killed has taken its notes with it.
    for (let attempt = 1; attempt <= 5 && notes().length === 0; attempt += 1) {
      file = path.join(folder.path, `many-${attempt}.tsv`);
      writeFileSync(file, rows.join('\n'));
      const words = ['--home', services.home, '--json', 'index', 'add', 'tiny', file];
      const child = spawn(process.execPath, [opticalEntry, ...words], { stdio: 'ignore' });
      const exited = once(child, 'exit');
      await until('the first batch is noted', () => child.exitCode !== null || notes().length > 0);
      child.kill('SIGKILL');
      await exited;
    }
    const added = await run('index', 'add', 'tiny', file);
    assert.ok(Number(added.skipped) > 0, JSON.stringify(added));
    assert.equal(Number(added.skipped) + Number(added.texts), rows.length);
    assert.deepEqual(readdirSync(journals), []);
    const { collection } = await run('index', 'describe', 'tiny');
    const { statistics } = collection as { statistics: { passages: number; documents: number } };
    assert.equal(statistics.documents, records.length + 2);
    assert.ok(statistics.passages >= rows.length);
  });

  it('ends quietly when nobody reads on, and goes on from there when it runs again', async () => {
    const file = path.join(folder.path, 'unread.tsv');
    const rows = Array.from({ length: 1000 }, (_, row) => `u${row}\tthe old market\tunread`);
    writeFileSync(file, rows.join('\n'));
    const words = ['--home', services.home, '--json', 'index', 'add', 'tiny', file];
    const child = spawn(process.execPath, [opticalEntry, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const exited = once(child, 'exit') as Promise<[number | null]>;
    assert.equal(await text(child.stderr), '');
    assert.deepEqual((await exited)[0], 141);
    const added = await run('index', 'add', 'tiny', file);
    assert.ok(Number(added.texts) > 0, JSON.stringify(added));
    assert.equal(Number(added.skipped) + Number(added.texts), rows.length);
    assert.deepEqual(readdirSync(path.join(services.home, 'cli', 'index-add')), []);
    await run('index', 'delete', 'tiny', '--document', 'unread');
  });

  it('searches with filters and prints a readable list, the matched words on request', async () => {
    const { hits } = await run('search', 'the old market', '-l', 'en', '-c', 'tiny', '-f', 'year<1990');
    assert.deepEqual(
      (hits as { id: string }[]).map(({ id }) => id),
      ['a'],
    );
    const words = ['search', 'the old market', '-l', 'en', '-c', 'tiny', '-k', '2', '--highlight'];
    const { stdout, stderr } = await runOptical(['--home', services.home, ...words]);
    assert.match(stdout, /^ +1 +\d+\.\d{3} /, stderr);
    assert.match(stdout, /en · teacher\/tiny-bert@[0-9a-f]{12} · tiny version \d+ · .*re-rank/);
  });

  it('explains a hit, with the plan to a translation', async () => {
    const words = ['explain', 'old market', '-p', 'a', '-l', 'en', '-c', 'tiny', '--translation', 'the market'];
    const { stdout, stderr } = await runOptical(['--home', services.home, ...words]);
    assert.match(stdout, /\[CLS\].*\n/, stderr);
    assert.match(stdout, /score \d+\.\d{3}/);
    assert.match(stdout, /transport cost \d\.\d{4}, marginal residual/);
  });

  it('moves aliases, takes snapshots and restores them', async () => {
    const snapshot = await run('index', 'snapshot', 'tiny');
    const { name, digest } = snapshot.version as { name: string; digest: string };
    await run('index', 'restore', `${name}@${digest}`, 'copy');
    const moved = await run('index', 'alias', 'live', 'copy');
    assert.deepEqual([moved.alias, moved.collection, moved.previousCollection], ['live', 'copy', '']);
    const { index } = await run('search', 'rain', '-l', 'en', '-c', 'live');
    assert.equal((index as { collection: string }).collection, 'copy');
    assert.equal((await run('index', 'delete', 'tiny')).deleted, true);
    const { stdout } = await runOptical(['--home', services.home, 'index', 'list']);
    assert.match(stdout, /^copy +live /m);
    assert.doesNotMatch(stdout, /^tiny /m);
  });
});
