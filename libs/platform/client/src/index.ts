export * from './published.ts';
export { metadataMessage, plainValue } from './metadata-value.ts';
export { retrieverClient } from './wrap-client.ts';
