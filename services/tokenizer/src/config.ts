/** Settings that only the tokenizer has, besides those of every service. */
export const tokenizerSettings = {};
