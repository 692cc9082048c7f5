import type { BitextSource } from '@optical/contracts/distiller';
import { dataSets } from '@optical/datasets';

/** The bitext that the catalogue has on by default, in languages, without sets that a track is made of. */
export function defaultBitext(languages: readonly string[], without: readonly string[] = []): BitextSource[] {
  return languages.flatMap((language) =>
    dataSets
      .filter(({ kind, use, onByDefault }) => kind === 'bitext' && use === 'training' && onByDefault)
      .filter((set) => set.languages.includes(language) && !without.includes(set.name))
      .map(({ name }) => ({ dataset: name, language })),
  );
}
