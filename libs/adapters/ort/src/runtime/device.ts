/** Where a session computes, in the names of onnxruntime's execution providers. */
export const devices = ['cpu', 'webgpu', 'cuda'] as const;

export type Device = (typeof devices)[number];
