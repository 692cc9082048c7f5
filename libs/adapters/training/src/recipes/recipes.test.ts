import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validateSpec } from '../spec/validate-spec.ts';
import { fallbackTeacherRecipe } from './fallback-recipe.ts';
import { studentArms } from './student-arms.ts';
import type { StudentArm } from './student-arms.ts';
import { defaultStudentRecipe } from './student-recipe.ts';

test('every arm of the default recipe and the fallback are valid specifications', () => {
  for (const arm of Object.keys(studentArms) as StudentArm[]) {
    validateSpec(
      defaultStudentRecipe('hi', { teacher: 'teacher/minilm', vocabulary: 'vocabulary/hi', bitext: ['ntrex'], arm })
        .spec,
    );
  }
  validateSpec(fallbackTeacherRecipe({ vocabulary: 'vocabulary/en' }).spec);
});

test('scripts without spaces get smaller vocabularies, whatever the region', () => {
  const sizeOf = (language: string) =>
    defaultStudentRecipe(language, { teacher: 't', vocabulary: 'v', bitext: ['ntrex'] }).vocabulary.size;
  assert.deepEqual(['hi', 'th', 'zh-TW'].map(sizeOf), [16_000, 8_000, 8_000]);
});
