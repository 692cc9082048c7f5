export { connect } from './connect.ts';
export type { Connection } from './connect.ts';
export { opticalEntry, runOptical, startSystem } from './optical-process.ts';
export type { CommandResult, OpticalSystem, UpLine } from './optical-process.ts';
export { serveContract } from './serve-contract.ts';
export type { ServedContract } from './serve-contract.ts';
export { temporaryFolder } from './temporary-folder.ts';
export type { TemporaryFolder } from './temporary-folder.ts';
export { until } from './until.ts';
