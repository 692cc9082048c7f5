import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publishedManifest } from './bundled-manifest.ts';

const project = (name: string, dependencies: Record<string, string> = {}) => ({
  name,
  version: '1.2.3',
  license: 'Apache-2.0',
  description: `What ${name} does.`,
  private: true,
  dependencies,
});
const facts = (...imported: string[]) => ({ imported: new Set(imported), shared: { api: '^1.9.0' }, node: 22 });

describe('the package.json of a package for other projects', () => {
  it('depends on what is imported, at the versions that the bundled projects state', () => {
    const bundled = [
      project('a', { '@optical/b': '1.2.3', pino: '^10.0.0' }),
      project('b', { zod: '^4.0.0', jose: '^6' }),
    ];
    assert.deepEqual(publishedManifest(project('a'), bundled, facts('zod', 'pino', 'api')), {
      name: 'a',
      version: '1.2.3',
      license: 'Apache-2.0',
      description: 'What a does.',
      type: 'module',
      engines: { node: '>=22' },
      exports: { '.': { types: './index.d.ts', default: './index.js' } },
      types: './index.d.ts',
      sideEffects: false,
      dependencies: { pino: '^10.0.0', zod: '^4.0.0' },
      peerDependencies: { api: '^1.9.0' },
    });
  });

  it('is refused where the version of a dependency is unknown or ambiguous', () => {
    const bundled = [project('a', { zod: '^3.0.0' }), project('b', { zod: '^4.0.0' })];
    assert.throws(() => publishedManifest(project('a'), bundled, facts('zod')), /a,b state 2 versions of zod/);
    assert.throws(() => publishedManifest(project('a'), bundled, facts('pino')), /a,b state 0 versions of pino/);
  });
});
