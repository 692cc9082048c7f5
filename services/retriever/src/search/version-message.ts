import type { ArtifactVersion } from '@optical/artifacts';
import { timestampFromDate } from '@optical/contracts';
import type * as common from '@optical/contracts/common';

export function versionMessage({ name, digest, alias = '', createTime }: ArtifactVersion): common.ArtifactVersion {
  return { name, digest, alias, createTime: timestampFromDate(createTime) };
}
