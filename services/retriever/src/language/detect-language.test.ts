import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { loadLanguageDetector } from './detect-language.ts';
import type { DetectLanguage } from './detect-language.ts';

/** Sentences of native speakers' everyday language, written for this test. */
const sentences: Readonly<Record<string, string>> = {
  en: 'When did the war between the two countries end?',
  sw: 'Ni mwaka gani vita kati ya nchi hizo mbili vilipomalizika?',
  so: 'Goorma ayuu dhammaaday dagaalkii u dhexeeyay labada dal?',
  tl: 'Kailan natapos ang digmaan sa pagitan ng dalawang bansa?',
  hi: 'दोनों देशों के बीच युद्ध कब समाप्त हुआ?',
  mr: 'दोन देशांमधील युद्ध कधी संपले होते?',
  th: 'สงครามระหว่างสองประเทศสิ้นสุดลงเมื่อใด',
  tr: 'İki ülke arasındaki savaş ne zaman sona erdi?',
  vi: 'Cuộc chiến giữa hai nước kết thúc khi nào?',
  ru: 'Когда закончилась война между двумя странами?',
  ar: 'متى انتهت الحرب بين البلدين؟',
  zh: '两国之间的战争是什么时候结束的？',
  de: 'Wann endete der Krieg zwischen den beiden Ländern?',
  es: '¿Cuándo terminó la guerra entre los dos países?',
};

describe('language detection', () => {
  let detect: DetectLanguage;
  before(async () => {
    detect = await loadLanguageDetector();
  });

  for (const [language, sentence] of Object.entries(sentences)) {
    it(`recognises ${language}`, () => {
      const found = detect(sentence);
      assert.equal(found.language, language);
      assert.ok(found.certainty > 0.4 && found.certainty <= 1, `certainty ${found.certainty}`);
    });
  }

  it('does not guess where there is no letter, and reads a megabyte and line breaks', () => {
    for (const text of ['', '   ', '12 34 !?', '\n\n'])
      assert.equal(detect(text).language, 'und', JSON.stringify(text));
    assert.equal(detect('Wann endete\nder Krieg?\n'.repeat(50_000)).language, 'de');
  });
});
