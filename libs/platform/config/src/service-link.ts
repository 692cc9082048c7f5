/**
 * Whether a variable is one that Kubernetes sets for a service of the namespace whose name begins like ours, for example
 * `OPTICAL_TEACHER_SERVICE_HOST` or `OPTICAL_TEACHER_PORT=tcp://10.0.0.7:7000`.
 * Source: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
export function isServiceLink(name: string, value: string | undefined): boolean {
  return (
    /_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/.test(name) ||
    (name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(value ?? ''))
  );
}
