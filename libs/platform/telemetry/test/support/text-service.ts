import type { TestContext } from 'node:test';
import {
  credentials,
  makeGenericClientConstructor,
  Server,
  ServerCredentials,
  type Client,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientWritableStream,
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Interceptor,
  type Metadata,
  type MethodDefinition,
  type requestCallback,
  type ServerInterceptor,
  type ServerOptions,
  type CallOptions,
  type ClientUnaryCall,
} from '@grpc/grpc-js';

/** A service of every call type whose messages are plain text. */
export interface TextHandlers {
  Say: handleUnaryCall<string, string>;
  Read: handleServerStreamingCall<string, string>;
  Write: handleClientStreamingCall<string, string>;
  Chat: handleBidiStreamingCall<string, string>;
  Probe: handleUnaryCall<string, string>;
}

export interface TextClient extends Client {
  Say(request: string, metadata: Metadata, options: CallOptions, done: requestCallback<string>): ClientUnaryCall;
  Say(request: string, done: requestCallback<string>): ClientUnaryCall;
  Read(request: string): ClientReadableStream<string>;
  Write(done: requestCallback<string>): ClientWritableStream<string>;
  Chat(): ClientDuplexStream<string, string>;
  Probe(request: string, done: requestCallback<string>): ClientUnaryCall;
}

const serviceName = 'optical.test.v1.TextService';

function method(path: string, requestStream: boolean, responseStream: boolean): MethodDefinition<string, string> {
  const encode = (text: string) => {
    if (text === 'not encodable') throw new Error('cannot encode');
    return Buffer.from(text);
  };
  const decode = (bytes: Buffer) => {
    if (bytes.toString() === 'not decodable') throw new Error('cannot decode');
    return bytes.toString();
  };
  return {
    path,
    requestStream,
    responseStream,
    requestSerialize: Buffer.from,
    requestDeserialize: decode,
    responseSerialize: encode,
    responseDeserialize: (bytes) => bytes.toString(),
  };
}

const definition = {
  Say: method(`/${serviceName}/Say`, false, false),
  Read: method(`/${serviceName}/Read`, false, true),
  Write: method(`/${serviceName}/Write`, true, false),
  Chat: method(`/${serviceName}/Chat`, true, true),
  Probe: method('/grpc.health.v1.Health/Check', false, false),
};

const unimplemented: TextHandlers = {
  Say: (call, done) => {
    done(null, call.request);
  },
  Read: (call) => {
    call.end();
  },
  Write: (_, done) => {
    done(null, '');
  },
  Chat: (call) => {
    call.end();
  },
  Probe: (_, done) => {
    done(null, 'SERVING');
  },
};

/** Starts a server on a free loopback port; it stops with the test. Handlers default to trivial ones. */
export async function startTextServer(
  test: TestContext,
  handlers: Partial<TextHandlers>,
  interceptors: ServerInterceptor[],
  options: ServerOptions = {},
): Promise<string> {
  const server = new Server({ ...options, interceptors });
  server.addService(definition, { ...unimplemented, ...handlers });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  test.after(() => {
    server.forceShutdown();
  });
  return `127.0.0.1:${port}`;
}

export function connectTextClient(test: TestContext, target: string, interceptors: Interceptor[]): TextClient {
  const Client = makeGenericClientConstructor(definition, serviceName);
  const client = new Client(target, credentials.createInsecure(), { interceptors });
  test.after(() => {
    client.close();
  });
  return client as unknown as TextClient;
}

/** The reply of a unary call, or its error. */
export function reply(call: (done: requestCallback<string>) => unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    call((error, value) => {
      if (error === null) resolve(value!);
      else reject(error);
    });
  });
}
