import type { ServiceHandlers } from '@optical/grpc';
import type { SearchText } from '../search/search-text.ts';

/** The best passages for a query text. */
export const search =
  (searchText: SearchText): ServiceHandlers<'retriever'>['search'] =>
  (request, context) =>
    searchText(request, context);
