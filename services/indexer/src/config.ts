/** Settings that only the indexer has, besides those of every service. */
export const indexerSettings = {};
