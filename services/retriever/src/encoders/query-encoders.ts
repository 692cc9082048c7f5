import { modelKind } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import type { ModelInUse, ModelPool } from '@optical/encoding';
import { failedPrecondition, OpticalError } from '@optical/errors';
import type { CollectionEncoders } from './collection-encoders.ts';
import { isEnglish, isUndetermined, tagsOf } from './language-tags.ts';

/** References of the encoders by language. */
export interface EncoderRules {
  /** With `{language}` in place of a BCP 47 tag. */
  readonly student: string;
  /** Undefined for the encoder of the collection's passages. */
  readonly english?: string | undefined;
  readonly multilingual?: string | undefined;
}

export interface QueryEncodersOptions {
  readonly rules: EncoderRules;
  readonly artifacts: Pick<ArtifactRegistry, 'find' | 'list'>;
  readonly pool: () => Promise<Pick<ModelPool, 'use'>>;
  readonly collections: Pick<CollectionEncoders, 'of'>;
  /** Time for which it is taken for true that there is, or is no, student of a language. */
  readonly validMs: number;
}

/** Whose queries are to be encoded. */
export interface EncoderChoice {
  /** Reference that the request names; empty: by the language. */
  readonly model: string;
  /** BCP 47. */
  readonly language: string;
  /** Collection or alias that is searched. */
  readonly collection: string;
}

/** Most references that are remembered: callers choose the language. */
const mostKnown = 1_000;

/** Most students that are looked at to say which languages are served. */
const mostServed = 500;

/** Which encoder serves a query: the one that is named, the student of the language, or what stands in for it. */
export class QueryEncoders {
  readonly #options: QueryEncodersOptions;
  readonly #known = new Map<string, { readonly exists: Promise<boolean>; readonly until: number }>();

  constructor(options: QueryEncodersOptions) {
    this.#options = options;
  }

  /**
   * Runs `work` with the encoder of the choice.
   * @throws OpticalError not-found for a named model; failed-precondition naming the languages that are served, when
   *   this one is not
   */
  async use<T>(choice: EncoderChoice, work: (model: ModelInUse) => Promise<T>): Promise<T> {
    const reference = await this.#referenceOf(choice);
    return (await this.#options.pool()).use(reference, work);
  }

  /** Languages with an encoder of their own, BCP 47, in order. */
  async served(): Promise<string[]> {
    const { student, english } = this.#options.rules;
    const [prefix = '', suffix = ''] = student.split('{language}');
    const names = new Set<string>();
    for (let pageToken: string | undefined = ''; pageToken !== undefined && names.size < mostServed;) {
      const page = await this.#options.artifacts.list({
        kind: modelKind.name,
        prefix,
        pageSize: mostServed,
        ...(pageToken !== '' && { pageToken }),
      });
      for (const { version } of page.artifacts) names.add(version.name);
      pageToken = page.nextPageToken;
    }
    const tags: string[] = [];
    const [rest = ''] = suffix.split('@');
    for (const name of names) {
      const tag = name.slice(prefix.length, name.length - rest.length);
      if (name.endsWith(rest) && isTag(tag) && (await this.#exists(student.replace('{language}', tag)))) tags.push(tag);
    }
    return [...new Set([...tags, ...(english === undefined ? [] : ['en'])])].sort();
  }

  /** Languages whose queries an encoder that was found under `alias` encodes. */
  languagesOf({ version }: ModelInUse): string[] {
    const { student, english } = this.#options.rules;
    const reference = version.alias === undefined ? version.name : `${version.name}@${version.alias}`;
    if (reference === english) return ['en'];
    const [prefix = '', suffix = ''] = student.split('{language}');
    const isStudent = reference.startsWith(prefix) && reference.endsWith(suffix);
    const tag = reference.slice(prefix.length, reference.length - suffix.length);
    return isStudent && isTag(tag) ? [tag] : [];
  }

  isMultilingual({ version }: ModelInUse): boolean {
    const { multilingual } = this.#options.rules;
    return [version.name, `${version.name}@${version.alias}`, `${version.name}@${version.digest}`].includes(
      multilingual ?? '',
    );
  }

  async #referenceOf({ model, language, collection }: EncoderChoice): Promise<string> {
    const { student, english, multilingual } = this.#options.rules;
    if (model !== '') return model;
    if (isEnglish(language)) return english ?? (await this.#options.collections.of(collection)).reference;
    for (const tag of isUndetermined(language) ? [] : tagsOf(language)) {
      const reference = student.replace('{language}', tag);
      if (await this.#exists(reference)) return reference;
    }
    if (multilingual !== undefined) return multilingual;
    const served = await this.served();
    throw failedPrecondition(
      `no encoder serves the language ${JSON.stringify(language)} and there is no multilingual one; ` +
        `served are en${served.map((tag) => (tag === 'en' ? '' : `, ${tag}`)).join('')}`,
    );
  }

  #exists(reference: string): Promise<boolean> {
    const known = this.#known.get(reference);
    if (known !== undefined && known.until > performance.now()) return known.exists;
    if (this.#known.size >= mostKnown) this.#known.clear();
    const exists = this.#look(reference);
    this.#known.set(reference, { exists, until: performance.now() + this.#options.validMs });
    exists.catch(() => this.#known.delete(reference));
    return exists;
  }

  async #look(reference: string): Promise<boolean> {
    try {
      await this.#options.artifacts.find(reference, modelKind);
      return true;
    } catch (error) {
      if (error instanceof OpticalError && ['not-found', 'invalid-argument'].includes(error.kind)) return false;
      throw error;
    }
  }
}

function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
