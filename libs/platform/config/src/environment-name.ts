/**
 * The environment variable of a setting: `['grpc', 'maxMessageBytes']` of `teacher` is
 * `OPTICAL_TEACHER_GRPC_MAX_MESSAGE_BYTES`; without a section it is `OPTICAL_GRPC_MAX_MESSAGE_BYTES`,
 * which holds for every service.
 */
export function environmentName(path: readonly string[], section?: string): string {
  const words = [...(section === undefined ? [] : [section]), ...path];
  return ['OPTICAL', ...words.map((word) => word.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase())].join('_');
}
