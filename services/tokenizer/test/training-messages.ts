import type {
  TextBatch,
  TrainVocabularyRequest,
  TrainVocabularyResponse__Output,
  VocabularySpec,
} from '@optical/contracts/tokenizer';
import type { ServiceClient } from '@optical/grpc';

/** Two languages, two texts each. */
export const corpus = [
  { language: 'en', texts: ['Who was the queen of Jhansi in 1857?', 'Where does the river flow, and why?'] },
  { language: 'hi', texts: ['झाँसी की रानी कौन थी?', 'नदी कहाँ बहती है और क्यों?'] },
];

/** The messages of a training. */
export async function* training(
  spec: VocabularySpec,
  requestId = '',
  texts: readonly TextBatch[] = corpus,
): AsyncGenerator<TrainVocabularyRequest> {
  yield* messages<TrainVocabularyRequest>([{ spec, requestId }, ...texts.map((batch) => ({ texts: batch }))]);
}

/** The messages of a stream. */
export async function* messages<T>(items: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* await Promise.resolve(items);
}

/** Trains and returns every reply. */
export async function train(
  client: ServiceClient<'tokenizer'>,
  spec: VocabularySpec,
  requestId = '',
): Promise<TrainVocabularyResponse__Output[]> {
  const replies: TrainVocabularyResponse__Output[] = [];
  for await (const reply of client.trainVocabulary(training(spec, requestId))) replies.push(reply);
  return replies;
}

/** Enough distinct words to train for several seconds. */
export const long = Array.from({ length: 80 }, (_, batch) => ({
  language: 'und',
  texts: Array.from({ length: 4_000 }, (_, index) => `${((index + 1) * (batch + 1) * 7919).toString(36)} नदी ${index}`),
}));
