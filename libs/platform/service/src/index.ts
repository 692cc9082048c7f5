export type { PeerClients } from './peer-clients.ts';
export type { DescribeProcess } from './process-info.ts';
export { settingsScope } from './process-settings.ts';
export type { ServiceSettings } from './process-settings.ts';
export { runService } from './run-service.ts';
export type { ServiceContext, ServiceDefinition, ServiceParts } from './service-definition.ts';
