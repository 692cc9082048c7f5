import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSpec } from '../commands/distill-spec.ts';
import { studentRecipe } from './student-recipe.ts';
import { fallbackTeacherRecipe } from './teacher-recipe.ts';

const everything = () => true;

describe('recipes', () => {
  it('have only fields that the contract has, and flags win over them', () => {
    const { spec } = studentRecipe('hi', 'teacher/minilm', everything);
    const read = readSpec({ steps: '40', output: 'student/mine', objective: ['greedy'] }, spec);
    assert.equal(read.outputName, 'student/mine');
    assert.deepEqual(read.schedule, { steps: 40 });
    assert.deepEqual(read.student!.objectives, [{ objective: 'OBJECTIVE_GREEDY', weight: 1 }]);
    assert.equal(read.student!.teacher, 'teacher/minilm');
    assert.deepEqual(readSpec({}, fallbackTeacherRecipe.spec), fallbackTeacherRecipe.spec);
  });

  it('take the bitext that is here or can be fetched, and none from articles of the evaluation', () => {
    const setsOf = (isObtainable: (name: string) => boolean) =>
      studentRecipe('es', 'teacher/minilm', isObtainable).spec.student!.bitext!.map(({ dataset }) => dataset);
    assert.ok(setsOf(everything).includes('mkqa'));
    assert.ok(!setsOf(everything).includes('squad_es_q'));
    assert.deepEqual(
      setsOf((name) => name === 'bitext/ntrex.es.tsv'),
      ['ntrex'],
    );
  });

  it('give smaller vocabularies to scripts without spaces', () => {
    const sizeOf = (language: string) => studentRecipe(language, 't', everything).vocabulary.size;
    assert.deepEqual(['hi', 'th', 'zh'].map(sizeOf), [16_000, 8_000, 8_000]);
  });

  it('name the languages that there is bitext for, when it is none of them', () => {
    assert.throws(() => studentRecipe('fi', 'teacher/minilm', everything), { message: /"fi", only in ar, .*, zh;/ });
  });
});
