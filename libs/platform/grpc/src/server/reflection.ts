import type { handleBidiStreamingCall, Server, ServiceDefinition } from '@grpc/grpc-js';
import type { AnyDefinition, MethodDefinition, PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { toStatus } from '../errors/to-status.ts';
import type { Authorize } from '../security/authorize.ts';
import type { OpenStreams } from './open-streams.ts';
import { serviceNameOf } from './service-name.ts';

type Handlers = Readonly<Record<string, handleBidiStreamingCall<unknown, unknown>>>;

/**
 * Server reflection (v1 and v1alpha) over `services` and over itself. Where tokens are on it asks for a valid one, of
 * any scope, because it describes the whole interface.
 */
export function addReflection(
  server: Pick<Server, 'addService'>,
  services: readonly ServiceDefinition[],
  authorize: Authorize | undefined,
  streams: OpenStreams,
): void {
  const all = [...services, ...reflectionServices()];
  const reflection = new ReflectionService(typesOf(all), { services: all.map(serviceNameOf) });
  reflection.addToServer({
    addService: (definition, handlers) => {
      const guarded = Object.entries(handlers as Handlers).map(([name, handler]) => [
        name,
        streams.track(guard(handler, authorize)),
      ]);
      server.addService(definition, Object.fromEntries(guarded) as Handlers);
    },
  });
}

/** The definitions under which the package offers reflection itself. */
function reflectionServices(): ServiceDefinition[] {
  const definitions: ServiceDefinition[] = [];
  new ReflectionService({}).addToServer({ addService: (definition) => definitions.push(definition) });
  return definitions;
}

/** Every message type that proto-loader attached to the methods; each carries the files that describe it. */
function typesOf(services: readonly ServiceDefinition[]): PackageDefinition {
  const methods = services.flatMap((service) => Object.values(service)) as unknown as MethodDefinition<
    object,
    object
  >[];
  const types = methods.flatMap(({ path, requestType, responseType }): [string, AnyDefinition][] => [
    [`${path} request`, requestType],
    [`${path} response`, responseType],
  ]);
  return Object.fromEntries(types);
}

function guard(
  handler: handleBidiStreamingCall<unknown, unknown>,
  authorize: Authorize | undefined,
): handleBidiStreamingCall<unknown, unknown> {
  if (authorize === undefined) return handler;
  return (call) => {
    void (async () => {
      try {
        await authorize(call.metadata);
        handler(call);
      } catch (error) {
        call.emit('error', toStatus(error));
      }
    })();
  };
}
