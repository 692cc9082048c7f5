import { residentBytesOf } from '../../measure/resident-bytes.ts';
import { startPeer, type PeerOptions, type PythonPeer } from '../../peer/python-peer.ts';
import { efforts } from './efforts.ts';
import type { Effort, Engine, Trial } from './engine.ts';

interface Found {
  readonly seconds: number;
  readonly passages: readonly number[];
}

/** Exact MaxSim in PyTorch; it has nothing to build. */
export async function openExactPeer(options: PeerOptions, questions: number, k: number): Promise<Engine> {
  const peer = await startPeer(options);
  const about = { buildSeconds: 0, bytes: 0, efforts: efforts.exact };
  return { ...engineOf(peer, about, questions, k), [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose]() };
}

/** fast-plaid or PyLate's index, built once. */
export interface PlaidPeer extends AsyncDisposable {
  /** @param threads as many processors the peer keeps to from now on. @param k hits asked for */
  engine(threads: number, questions: number, k: number): Promise<Engine>;
}

export async function startPlaidPeer(options: PeerOptions): Promise<PlaidPeer> {
  const peer = await startPeer(options);
  const { seconds: buildSeconds, bytes } = await peer.ask({ do: 'build' });
  return {
    engine: async (threads, questions, k) => {
      await peer.ask({ do: 'threads', count: threads });
      return engineOf(peer, { buildSeconds, bytes: bytes!, efforts: efforts.plaid }, questions, k);
    },
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  };
}

function engineOf(
  peer: PythonPeer,
  about: Pick<Engine, 'buildSeconds' | 'bytes' | 'efforts'>,
  questions: number,
  k: number,
): Engine {
  const ask = async (question: number, effort: Effort): Promise<Found> =>
    (await peer.ask({ do: 'search', question, k, ...effort })) as unknown as Found;
  return {
    ...about,
    vectorBytes: 0,
    versions: peer.versions,
    residentBytes: () => residentBytesOf(peer.pid),
    run: async (effort): Promise<Trial> => {
      await ask(0, effort);
      const found: Found[] = [];
      for (let question = 0; question < questions; question++) found.push(await ask(question, effort));
      const milliseconds = found.map(({ seconds }) => seconds * 1000);
      const seconds = milliseconds.reduce((sum, time) => sum + time, 0) / 1000;
      return { effort, answers: found.map(({ passages }) => passages), milliseconds, seconds };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
