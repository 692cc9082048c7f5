import { existsSync, globSync, readdirSync, readlinkSync } from 'node:fs';

/** Device files through which Linux programs reach a GPU: DRM render nodes, NVIDIA's own, and WSL's. */
const gpuNode = /^\/dev\/(dri\/renderD\d+|nvidia\d+|dxg)$/;

/** GPU device files of this machine; undefined on systems that have none to look for. */
export function gpuNodes(): readonly string[] | undefined {
  if (process.platform !== 'linux') return undefined;
  return globSync(['/dev/dri/renderD*', '/dev/nvidia*', '/dev/dxg']).filter((path) => gpuNode.test(path));
}

/**
 * GPU device files that this process has open. A Vulkan driver of real hardware works through one, whereas SwiftShader
 * and lavapipe compute on the CPU; nothing else that the runtime lets out tells them apart.
 */
export function openGpuNodes(): readonly string[] | undefined {
  const folder = '/proc/self/fd';
  if (process.platform !== 'linux' || !existsSync(folder)) return undefined;
  const targets = readdirSync(folder).map((descriptor) => targetOf(`${folder}/${descriptor}`));
  return [...new Set(targets.filter((target) => gpuNode.test(target)))];
}

/** The descriptor of the listing itself is closed by now. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
