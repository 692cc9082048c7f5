/** Settings that only the retriever has, besides those of every service. */
export const retrieverSettings = {};
