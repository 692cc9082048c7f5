import { timestampFromDate } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import type { PeerInfo, ServiceInfo } from '@optical/contracts/common';
import { OpticalError } from '@optical/errors';
import { statusOfKind } from '@optical/grpc';
import type { ServiceClient } from '@optical/grpc';
import type { PeerClients } from './peer-clients.ts';

/** Answers the common part of `DescribeService`. */
export type DescribeProcess = (request: { readonly includePeers: boolean }) => Promise<ServiceInfo>;

interface ProcessFacts<Peer extends Stem> {
  readonly serviceName: string;
  readonly version: string;
  readonly instanceId: string;
  readonly maxReceiveMessageBytes: number;
  readonly peers: PeerClients<Peer>;
}

/** @returns a function that describes this process and, on request, asks all its peers at once. */
export function createDescribeProcess<Peer extends Stem>({ peers, ...facts }: ProcessFacts<Peer>): DescribeProcess {
  const startTime = timestampFromDate(new Date(performance.timeOrigin));
  return async ({ includePeers }) => ({
    ...facts,
    startTime,
    peers: includePeers ? await Promise.all(peers.stems.map((stem) => describePeer(peers, stem))) : [],
  });
}

async function describePeer<Peer extends Stem>(peers: PeerClients<Peer>, stem: Peer): Promise<PeerInfo> {
  const address = peers.addressOf(stem) ?? '';
  try {
    const { describeService } = peers.client(stem) as Pick<ServiceClient<'tokenizer'>, 'describeService'>;
    const { service } = await describeService({ includePeers: true });
    return { stem, address, service };
  } catch (error) {
    if (!(error instanceof OpticalError)) throw error;
    const { retryAfterMs = 0 } = error.details;
    return { stem, address, error: { code: statusOfKind[error.kind], message: error.message, retryAfterMs } };
  }
}
