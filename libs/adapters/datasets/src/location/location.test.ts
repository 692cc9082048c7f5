import { mkdirSync, writeFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { dataPlaces, listBitext, locateFile, requireFile } from '../index.ts';

function fileIn(...parts: readonly string[]): void {
  const file = path.join(...parts);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
}

describe('data places', () => {
  it('are searched in the order option, setting, checkout, cache', () => {
    using folder = temporaryFolder();
    const [option, setting, cache] = ['option', 'setting', 'cache'].map((name) => path.join(folder.path, name));
    const shared = path.join(folder.path, 'shared', 'data');
    const checkout = path.join(folder.path, 'repository', 'libs');
    for (const place of [option!, setting!, cache!, shared]) fileIn(place, `only-${path.basename(place)}`);
    for (const place of [setting!, cache!, shared]) fileIn(place, 'x.json.gz');
    mkdirSync(checkout, { recursive: true });
    const places = dataPlaces({ folder: option!, setting: setting!, checkout, cache: cache! });
    assert.deepEqual(
      places.map(({ origin, folder: place }) => [origin, place]),
      [
        ['option', option],
        ['setting', setting],
        ['checkout', shared],
        ['cache', cache],
      ],
    );
    assert.equal(locateFile(places, 'x.json'), path.join(setting!, 'x.json.gz'));
    assert.equal(locateFile(places, 'only-cache'), path.join(cache!, 'only-cache'));
    assert.equal(locateFile(places, 'none'), undefined);
    assert.throws(() => requireFile(places, 'none'), { kind: 'not-found', message: /"none" is not in .*\(cache\)/ });
  });

  it('refuse a folder that was named and is not there', () => {
    assert.throws(() => dataPlaces({ setting: '/no/such' }), { message: 'OPTICAL_DATA: "/no/such" is not a folder' });
  });
});

describe('listBitext', () => {
  it('leaves out sets that are off until they are named, and keeps unknown ones', async () => {
    using folder = temporaryFolder();
    for (const name of ['squad_es_q.es.tsv.gz', 'ntrex.es.tsv.gz', 'mine.es.tsv', 'ntrex.de.tsv.gz', 'notes.txt']) {
      fileIn(folder.path, 'bitext', name);
    }
    const setsOf = async (sets?: string[]) => (await listBitext(folder.path, 'es', sets)).map(({ set }) => set);
    assert.deepEqual(await setsOf(), ['mine', 'ntrex']);
    assert.deepEqual(await setsOf(['squad_es_q']), ['squad_es_q']);
    await assert.rejects(setsOf(['mkqa']), { message: /mkqa has no es bitext in .* \(mine, ntrex, squad_es_q\)/ });
    await assert.rejects(setsOf(['xquad']), { message: 'sets: xquad is for evaluation only' });
  });
});
