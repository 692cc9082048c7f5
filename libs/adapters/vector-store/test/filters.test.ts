import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { filterToSql } from '../src/embedded/database/filter-to-sql.ts';
import type { Filter, MetadataField } from '../src/index.ts';
import { many, query, limits, withEngine } from './support/engine.ts';
import { spec } from './support/passages.ts';

const fields: readonly MetadataField[] = [{ name: 'year', type: 'number', filterable: true }];

describe('a filter by values', () => {
  it('finds the numbers that are equal to one of them, over the whole range of doubles', () => {
    using database = new DatabaseSync(':memory:');
    database.exec('CREATE TABLE passages (row INTEGER PRIMARY KEY) STRICT');
    database.exec('CREATE TABLE field_values (field INTEGER, value ANY, row INTEGER) STRICT');
    const rowsWhere = (filter: Filter): unknown[] => {
      const { sql, values } = filterToSql(filter, fields);
      return database
        .prepare(`SELECT p.row FROM passages p WHERE ${sql} ORDER BY p.row`)
        .all(...values)
        .map(({ row }) => row);
    };
    const double = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
      fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(Number),
    );
    const numbers = fc.array(double, { minLength: 1, maxLength: 20 });
    const property = fc.property(numbers, numbers, (stored, others) => {
      database.exec('DELETE FROM passages; DELETE FROM field_values');
      for (const [row, value] of stored.entries()) {
        database.prepare('INSERT INTO passages VALUES (?)').run(row);
        database.prepare('INSERT INTO field_values VALUES (0, ?, ?)').run(value, row);
      }
      const values = [...stored.slice(0, Math.ceil(stored.length / 2)), ...others];
      const compared = values.map((value): Filter => ({ field: 'year', operator: 'equal', value }));
      assert.deepEqual(rowsWhere({ field: 'year', values }), rowsWhere({ anyOf: compared }));
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe('a field', () => {
  it('may have the name of something that every object inherits', () =>
    withEngine({}, async (engine) => {
      const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty'];
      const inherited = names.map((name): MetadataField => ({ name, type: 'string', filterable: true }));
      await engine.create(spec('a', { fields: inherited }), 'a');
      const [without, own] = many(2);
      const { refused } = await engine.upsert('a', [without!, { ...own!, metadata: { constructor: 'Eiffel' } }]);
      assert.deepEqual(refused, []);
      const filter: Filter = { field: 'constructor', values: ['Eiffel'] };
      const { hits } = await engine.search('a', query({ filter, omitContent: false }), limits);
      assert.deepEqual(
        hits.map(({ id, metadata }) => [id, metadata]),
        [[own!.id, { constructor: 'Eiffel' }]],
      );
      const present = await engine.search('a', query({ filter: { presentField: 'toString' } }), limits);
      assert.equal(present.hits.length, 0);
    }));
});
