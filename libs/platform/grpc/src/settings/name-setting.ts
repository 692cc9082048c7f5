import { environmentName } from '@optical/config';

/** A setting as an operator finds it, in the file and in the environment: `grpc.allowInsecure (OPTICAL_GRPC_ALLOW_INSECURE)`. */
export const nameSetting = (...path: string[]): string => `${path.join('.')} (${environmentName(path)})`;
