import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { z } from 'zod';
import { OpticalError } from '@optical/errors';
import { describeSettings, environmentName, parseSettings, readRawSettings, setting, withDefault } from './index.ts';
import type { Environment } from './index.ts';

const tree = {
  dataDir: setting(z.string().min(1), { description: 'Folder of all data.' }),
  grpc: {
    port: setting(z.int().min(0).max(65535).default(0), { description: 'Port to listen on.' }),
    maxMessageBytes: setting(z.int().min(1024).default(4_194_304), { description: 'Largest message.', unit: 'By' }),
    allowInsecure: setting(z.boolean().default(false), { description: 'Permit plaintext beyond loopback.' }),
  },
  device: setting(z.enum(['auto', 'cpu']).default('auto'), { description: 'Where to train.' }),
  token: setting(z.string().min(8).optional(), { description: 'Shared secret.', secret: true }),
};

const parse = (environment: Environment, file: unknown = {}) =>
  parseSettings('teacher', tree, { environment: { OPTICAL_DATA_DIR: 'd', ...environment }, file, fileName: 'a.yaml' });

function violationsOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof OpticalError && error.kind === 'invalid-argument');
    return error.details.fieldViolations ?? [];
  }
  return assert.fail('nothing was refused');
}

function onlyViolationOf(work: () => unknown) {
  const violations = violationsOf(work);
  assert.equal(violations.length, 1);
  return violations[0]!;
}

describe('withDefault', () => {
  it('changes the default and neither range nor meaning', () => {
    const own = { grpc: { port: withDefault(tree.grpc.port, 7000) } };
    const portOf = (environment: Environment) => parseSettings('teacher', own, { environment, file: {} }).grpc.port;
    assert.equal(portOf({}), 7000);
    assert.equal(portOf({ OPTICAL_GRPC_PORT: '3' }), 3);
    assert.throws(() => portOf({ OPTICAL_GRPC_PORT: '70000' }), /integer from 0 to 65535/);
    assert.match(describeSettings('teacher', own), /Port to listen on\.\n +integer from 0 to 65535, default 7000/);
    assert.equal(parse({}).grpc.port, 0);
  });
});

describe('parseSettings', () => {
  it('fills defaults, nested by section', () => {
    assert.deepEqual(parse({}), {
      dataDir: 'd',
      grpc: { port: 0, maxMessageBytes: 4_194_304, allowInsecure: false },
      device: 'auto',
      token: undefined,
    });
  });

  it('prefers a service variable to a common one to the service section to the common section', () => {
    const file = { common: { grpc: { port: 1 } }, teacher: { grpc: { port: 2 } } };
    assert.equal(parse({}, { common: file.common }).grpc.port, 1);
    assert.equal(parse({}, file).grpc.port, 2);
    assert.equal(parse({ OPTICAL_GRPC_PORT: '3' }, file).grpc.port, 3);
    assert.equal(parse({ OPTICAL_GRPC_PORT: '3', OPTICAL_TEACHER_GRPC_PORT: '4' }, file).grpc.port, 4);
  });

  it('reads numbers and booleans from text but leaves numeric text alone where text is meant', () => {
    assert.equal(parse({ OPTICAL_GRPC_ALLOW_INSECURE: 'true' }).grpc.allowInsecure, true);
    assert.equal(parse({ OPTICAL_DATA_DIR: '2026' }).dataDir, '2026');
  });

  it('takes an empty variable for one that is not set', () => {
    const file = { teacher: { grpc: { port: 2 } } };
    assert.equal(parse({ OPTICAL_TEACHER_GRPC_PORT: '', OPTICAL_GRPC_PORT: '' }, file).grpc.port, 2);
    assert.equal(parse({ OPTICAL_TEACHER_GRPC_PORT: '', OPTICAL_GRPC_PORT: '3' }, file).grpc.port, 3);
  });

  it('says which value is bad, why, and what is allowed, for all bad values at once', () => {
    const violations = violationsOf(() => parse({ OPTICAL_GRPC_PORT: '70000', OPTICAL_DEVICE: 'tpu' }));
    assert.deepEqual(
      violations.map(({ field }) => field),
      ['OPTICAL_GRPC_PORT', 'OPTICAL_DEVICE'],
    );
    assert.match(violations[0]!.description, /"70000" .*integer from 0 to 65535/);
    assert.match(violations[1]!.description, /"tpu" .*one of auto, cpu/);
  });

  it('names the variable of a missing required value', () => {
    const violation = onlyViolationOf(() => parseSettings('teacher', tree, { environment: {}, file: {} }));
    assert.equal(violation.field, 'OPTICAL_TEACHER_DATA_DIR');
    assert.match(violation.description, /is required: Folder of all data/);
  });

  it('never shows the value of a secret', () => {
    const violation = onlyViolationOf(() => parse({ OPTICAL_TOKEN: 'hunter2' }));
    assert.doesNotMatch(violation.description, /hunter2/);
  });

  it('refuses names that nobody reads, in the environment and in the file', () => {
    const violations = violationsOf(() =>
      parse({ OPTICAL_TEACHER_GRPC_PROT: '1' }, { teacher: { grpc: { prot: 1 }, devise: 'cpu' }, indexer: { x: 1 } }),
    );
    assert.deepEqual(
      violations.map(({ field }) => field),
      ['OPTICAL_TEACHER_GRPC_PROT', 'teacher.grpc.prot', 'teacher.devise'],
    );
  });

  it('takes the variables that Kubernetes sets for a service of the same name for no settings', () => {
    const links = {
      OPTICAL_TEACHER_SERVICE_HOST: '10.0.0.7',
      OPTICAL_TEACHER_SERVICE_PORT_GRPC: '7000',
      OPTICAL_TEACHER_PORT: 'tcp://10.0.0.7:7000',
      OPTICAL_TEACHER_PORT_7000_TCP_ADDR: '10.0.0.7',
    };
    assert.equal(parse(links).grpc.port, 0);
    assert.equal(onlyViolationOf(() => parse({ OPTICAL_TEACHER_PORT: '7000' })).field, 'OPTICAL_TEACHER_PORT');
  });
});

describe('parseSettings with a scope', () => {
  const scope = { sections: ['teacher', 'indexer', 'cli'], shared: { grpc: tree.grpc, device: tree.device } };
  const parseInScope = (environment: Environment, file: unknown = {}) =>
    parseSettings('teacher', tree, { environment: { OPTICAL_DATA_DIR: 'd', ...environment }, file }, scope);

  it('refuses a common variable inside a shared group, or almost a known name, and suggests what was meant', () => {
    const meant = {
      OPTICAL_GRPC_PROT: 'OPTICAL_GRPC_PORT',
      OPTICAL_GRPC_MAXIMUM: 'OPTICAL_GRPC_PORT',
      OPTICAL_GPRC_PORT: 'OPTICAL_GRPC_PORT',
      OPTICAL_DEVCE: 'OPTICAL_DEVICE',
      OPTICAL_TAECHER_GRPC_PORT: 'OPTICAL_TEACHER_GRPC_PORT',
      OPTICAL_INDEXR_DEVICE: 'OPTICAL_INDEXER_DEVICE',
    };
    for (const [name, suggestion] of Object.entries(meant)) {
      const { field, description } = onlyViolationOf(() => parseInScope({ [name]: '1' }));
      assert.equal(field, name);
      assert.match(description, /is not a setting; did you mean OPTICAL_\w+\?/);
      if (name !== 'OPTICAL_GRPC_MAXIMUM') assert.match(description, new RegExp(`${suggestion}\\?`));
    }
  });

  it('leaves alone what another program may read', () => {
    const environment = { OPTICAL_INDEXER_SHARDS: '4', OPTICAL_SHARDS: '4', OPTICAL_CLIENT: '1', OPTICAL_CONFIG: 'x' };
    assert.equal(parseInScope(environment, { indexer: { shards: 4 }, common: { shards: 4 } }).grpc.port, 0);
  });

  it('refuses sections of the file that no program has, and common keys that are slips', () => {
    const violations = violationsOf(() =>
      parseInScope({}, { teachers: {}, common: { grcp: { port: 1 }, grpc: { prot: 1 }, shards: 4 } }),
    );
    assert.deepEqual(
      violations.map(({ field, description }) => `${field} ${description}`),
      [
        'teachers is no section; did you mean teacher?',
        'common.grcp is not a setting; did you mean grpc? --help lists all',
        'common.grpc.prot is not a setting; did you mean port? --help lists all',
      ],
    );
  });
});

describe('readRawSettings', () => {
  it('reads the file that OPTICAL_CONFIG names', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'optical-config-')), 'a.yaml');
    writeFileSync(file, 'teacher:\n  grpc:\n    port: 7\n');
    const raw = readRawSettings({ OPTICAL_CONFIG: file, OPTICAL_DATA_DIR: 'd' });
    assert.equal(parseSettings('teacher', tree, raw).grpc.port, 7);
  });

  it('refuses a file that is not there or not YAML, naming it', () => {
    assert.throws(
      () => readRawSettings({ OPTICAL_CONFIG: '/nowhere/a.yaml' }),
      /OPTICAL_CONFIG: cannot read \/nowhere\/a\.yaml/,
    );
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'optical-config-')), 'b.yaml');
    writeFileSync(file, 'a: [1');
    assert.throws(() => readRawSettings({ OPTICAL_CONFIG: file }), /cannot read .*b\.yaml/);
  });

  it('says where a file is not YAML without quoting it', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'optical-config-')), 'c.yaml');
    for (const secret of ['token: "hunter2', 'token: hunter2: hunter2', 'token: *hunter2', 'token: !hunter2 [']) {
      writeFileSync(file, `a: 1\n${secret}\n`);
      assert.throws(
        () => readRawSettings({ OPTICAL_CONFIG: file }),
        (error: Error) => {
          assert.doesNotMatch(inspect(error), /hunter2/);
          assert.match(error.message, /c\.yaml: not YAML/);
          return true;
        },
      );
    }
  });
});

describe('describeSettings', () => {
  it('names every option of a union, an empty one too', () => {
    const endpoint = setting(z.union([z.literal(''), z.url()]).default(''), { description: 'Where to.' });
    assert.match(describeSettings('teacher', { endpoint }), /one of nothing, uri, default ""/);
  });

  it('prints every setting with variable, meaning, range, unit and default', () => {
    const text = describeSettings('teacher', tree);
    assert.match(
      text,
      /OPTICAL_TEACHER_GRPC_MAX_MESSAGE_BYTES {2}\(teacher\.grpc\.maxMessageBytes\)\n +Largest message\.\n +integer from 1024, unit By, default 4194304/,
    );
    assert.match(text, /OPTICAL_TEACHER_DATA_DIR[^\n]*\n[^\n]*\n +string, required/);
    assert.match(text, /one of auto, cpu, default "auto"/);
  });
});

describe('environmentName', () => {
  it('joins the path in capitals, splitting camelCase', () => {
    assert.equal(
      environmentName(['grpc', 'tls', 'clientCaFile'], 'indexer'),
      'OPTICAL_INDEXER_GRPC_TLS_CLIENT_CA_FILE',
    );
  });
});
