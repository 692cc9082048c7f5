/** What a device did when it was tried. */
export interface ProbeResult {
  readonly ok: boolean;
  /** For people: what was found, or what went wrong. */
  readonly detail: string;
  /** The device computes on the CPU, such as SwiftShader behind WebGPU. */
  readonly software: boolean;
}
