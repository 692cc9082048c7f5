import type { ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import type { RpcOptions } from '../../src/index.ts';

export interface Message {
  readonly text: string;
  readonly number: number;
}

const rpc = (options: object = {}) => ({ requestType: 'Message', responseType: 'Message', comment: '', ...options });

const definitions = fromJSON(
  {
    nested: {
      test: {
        nested: {
          echo: {
            nested: {
              v1: {
                nested: {
                  Message: { fields: { text: { type: 'string', id: 1 }, number: { type: 'int32', id: 2 } } },
                  EchoService: {
                    methods: {
                      Say: rpc(),
                      Ask: rpc({ parsedOptions: [{ idempotency_level: 'NO_SIDE_EFFECTS' }] }),
                      Collect: rpc({ requestStream: true }),
                      Count: rpc({ responseStream: true }),
                      Chat: rpc({ requestStream: true, responseStream: true }),
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
  { defaults: true },
);

/** A service with one RPC of each kind, and `Ask`, which is declared idempotent. Its token scope is `test.echo`. */
export const echoService = definitions['test.echo.v1.EchoService'] as unknown as ServiceDefinition;
export const echoName = 'test.echo.v1.EchoService';

type Request = Partial<Message>;

export interface EchoClient {
  say(request: Request, options?: RpcOptions): Promise<Message>;
  ask(request: Request, options?: RpcOptions): Promise<Message>;
  collect(requests: AsyncIterable<Request>, options?: RpcOptions): Promise<Message>;
  count(request: Request, options?: RpcOptions): AsyncGenerator<Message>;
  chat(requests: AsyncIterable<Request>, options?: RpcOptions): AsyncGenerator<Message>;
  close(): void;
}
