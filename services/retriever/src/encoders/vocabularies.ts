import type { Encoder, ModelInUse } from '@optical/encoding';
import type { ImportVocabularyRequest } from '@optical/contracts/tokenizer';
import { runOutsideCall } from '@optical/grpc';
import type { ServiceClient } from '@optical/grpc';

/** Bytes of one message of an import; the contract allows a mebibyte. */
const pieceBytes = 2 ** 19;

/**
 * The vocabulary of each encoder in memory, by the digest under which the tokenizer service knows it. It is made of the
 * encoder's own tokenizer.json, so that ids always fit the weights; the same content is the same version, however many
 * processes register it.
 */
export class Vocabularies {
  readonly #tokenizer: () => Pick<ServiceClient<'tokenizer'>, 'importVocabulary'>;
  readonly #references = new WeakMap<Encoder, Promise<string>>();

  constructor(tokenizer: () => Pick<ServiceClient<'tokenizer'>, 'importVocabulary'>) {
    this.#tokenizer = tokenizer;
  }

  /** @returns `name@digest`. @throws what the tokenizer service answers; the next call tries again */
  of({ version, encoder }: ModelInUse): Promise<string> {
    const known = this.#references.get(encoder);
    if (known !== undefined) return known;
    // Other calls wait for it, too, whatever becomes of this one.
    const reference = runOutsideCall(() => this.#register(`vocabulary/${version.name}`, encoder));
    this.#references.set(encoder, reference);
    reference.catch(() => this.#references.delete(encoder));
    return reference;
  }

  async #register(name: string, { description }: Encoder): Promise<string> {
    const { vocabulary } = await this.#tokenizer().importVocabulary(pieces(name, description.tokenizer.json));
    return `${name}@${vocabulary!.version!.digest}`;
  }
}

async function* pieces(name: string, json: Uint8Array): AsyncGenerator<ImportVocabularyRequest, void, undefined> {
  for (let begin = 0; begin < json.length; begin += pieceBytes) {
    await Promise.resolve();
    yield { name, tokenizerJson: json.subarray(begin, begin + pieceBytes) };
  }
}
