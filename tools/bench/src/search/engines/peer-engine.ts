import { residentBytesOf } from '../../measure/resident-bytes.ts';
import { startPeer, type PeerOptions, type PythonPeer } from '../../peer/python-peer.ts';
import type { Effort, Engine, Trial } from './engine.ts';

interface Found {
  readonly seconds: number;
  readonly passages: readonly number[];
}

/** Exact MaxSim in PyTorch; it has nothing to build. */
export async function openExactPeer(options: PeerOptions, questions: number, k: number): Promise<Engine> {
  const peer = await startPeer(options);
  return engineOf(peer, { buildSeconds: 0, bytes: 0, efforts: [{}] }, questions, k);
}

/** fast-plaid: candidates that it scores in full, and lists that it reads for each query token. */
export async function openPlaidPeer(options: PeerOptions, questions: number, k: number): Promise<Engine> {
  const peer = await startPeer(options);
  const { seconds, bytes } = await peer.ask({ do: 'build' });
  const efforts = [
    { candidates: 1024, probes: 4 },
    { candidates: 4096, probes: 8 },
    { candidates: 8192, probes: 32 },
  ];
  return engineOf(peer, { buildSeconds: seconds, bytes: bytes!, efforts }, questions, k);
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
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  };
}
