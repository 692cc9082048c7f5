import type * as distiller from './generated/messages/distiller.ts';
import type * as evaluator from './generated/messages/evaluator.ts';
import type * as indexer from './generated/messages/indexer.ts';
import type * as retriever from './generated/messages/retriever.ts';
import type * as teacher from './generated/messages/teacher.ts';
import type * as tokenizer from './generated/messages/tokenizer.ts';
import type { Stem } from './stems.ts';

/** The generated types of each service. */
export interface Contracts {
  tokenizer: {
    client: tokenizer.TokenizerServiceClient;
    handlers: tokenizer.TokenizerServiceHandlers;
    definition: tokenizer.TokenizerServiceDefinition;
  };
  teacher: {
    client: teacher.TeacherServiceClient;
    handlers: teacher.TeacherServiceHandlers;
    definition: teacher.TeacherServiceDefinition;
  };
  distiller: {
    client: distiller.DistillerServiceClient;
    handlers: distiller.DistillerServiceHandlers;
    definition: distiller.DistillerServiceDefinition;
  };
  indexer: {
    client: indexer.IndexerServiceClient;
    handlers: indexer.IndexerServiceHandlers;
    definition: indexer.IndexerServiceDefinition;
  };
  retriever: {
    client: retriever.RetrieverServiceClient;
    handlers: retriever.RetrieverServiceHandlers;
    definition: retriever.RetrieverServiceDefinition;
  };
  evaluator: {
    client: evaluator.EvaluatorServiceClient;
    handlers: evaluator.EvaluatorServiceHandlers;
    definition: evaluator.EvaluatorServiceDefinition;
  };
}

/** What a client of the service offers: a method per RPC. */
export type Client<S extends Stem> = Contracts[S]['client'];

/** What a server of the service has to implement: a handler per RPC. */
export type Handlers<S extends Stem> = Contracts[S]['handlers'];

/** The service's methods with their serialisers, as grpc-js takes them. */
export type Definition<S extends Stem> = Contracts[S]['definition'];
