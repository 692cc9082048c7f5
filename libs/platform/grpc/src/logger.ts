import type { Telemetry } from '@optical/telemetry';

export type Logger = Telemetry['logger'];
