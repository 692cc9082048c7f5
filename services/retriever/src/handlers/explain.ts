import type { ServiceHandlers } from '@optical/grpc';
import type { ExplainMatch } from '../explain/explain-match.ts';

/** Why a passage matches a query, token by token. */
export const explain =
  (explainMatch: ExplainMatch): ServiceHandlers<'retriever'>['explain'] =>
  (request, context) =>
    explainMatch(request, context);
