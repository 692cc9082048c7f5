import type { TestContext } from 'node:test';
import type { ServiceHandlers } from '@optical/grpc';
import { serveContract, temporaryFolder } from '@optical/testing';

/** A found passage and all else that a response has. */
export const found = {
  hits: [{ id: 'p1', documentId: 'd1', score: 2.5, language: 'en', text: 'Wars and when they were fought' }],
  language: 'sw',
  timings: {},
  counts: {},
  model: { name: 'student/sw', digest: 'sha256:0' },
  index: { collection: 'wiki', version: 1 },
};

/** A server of the contract, on a free loopback port until the end of the test. @returns its address */
export async function startRetriever(t: TestContext, handlers: Partial<ServiceHandlers<'retriever'>>): Promise<string> {
  const folder = temporaryFolder();
  const server = await serveContract('retriever', folder.path, handlers);
  t.after(async () => {
    await server[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });
  return server.address;
}
