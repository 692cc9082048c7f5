import { createHash } from 'node:crypto';
import { invalidArgument } from '@optical/errors';
import { z } from 'zod';
import { canonicalJson } from '../manifest/canonical-json.ts';
import type { Artifact, ArtifactVersion } from './artifact.ts';
import type { VersionEntry } from './version-index.ts';

export interface ListOptions {
  readonly kind?: string;
  /** Only names that begin with this. */
  readonly prefix?: string;
  /** Most artifacts of a page, 1 to 500. Default 50. */
  readonly pageSize?: number;
  readonly pageToken?: string;
  /** A further condition; `tag` tells it apart from others in page tokens. */
  readonly where?: { readonly tag: string; readonly accepts: (artifact: Artifact) => boolean };
}

export interface ArtifactPage {
  /** Newest first. */
  readonly artifacts: readonly Artifact[];
  /** Unset on the last page. */
  readonly nextPageToken?: string;
}

const tokenSchema = z.tuple([z.string(), z.string(), z.string(), z.int()]);

type Place = readonly [time: string, name: string, sequence: number];

const placeOf = (name: string, { sequence, value }: VersionEntry): Place => [value.createTime, name, sequence];

/** Newest first; of one moment by name; of one name the later one first. */
function compare(a: Place, b: Place): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? 1 : -1;
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1;
  return b[2] - a[2];
}

/** @throws OpticalError `invalid-argument` for a page size out of range and a token of other filters. */
export async function listVersions(
  all: ReadonlyMap<string, readonly VersionEntry[]>,
  read: (version: ArtifactVersion) => Promise<Artifact>,
  { kind, prefix = '', pageSize = 50, pageToken, where }: ListOptions,
): Promise<ArtifactPage> {
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 500) {
    throw invalidArgument({ field: 'page_size', description: `${pageSize} is not between 1 and 500` });
  }
  const filter = createHash('sha256')
    .update(canonicalJson([kind ?? '', prefix, where?.tag ?? '']))
    .digest('hex')
    .slice(0, 16);
  const after = pageToken === undefined ? undefined : readToken(pageToken, filter);
  const rows = [...all]
    .filter(([name]) => name.startsWith(prefix))
    .flatMap(([name, entries]) => entries.map((entry) => ({ name, entry, place: placeOf(name, entry) })))
    .filter(({ entry, place }) => {
      return (kind === undefined || entry.value.kind === kind) && (after === undefined || compare(place, after) > 0);
    })
    .sort((a, b) => compare(a.place, b.place));

  const artifacts: Artifact[] = [];
  let last: Place | undefined;
  for (const { name, entry, place } of rows) {
    const artifact = await read(versionOf(name, entry));
    if (where !== undefined && !where.accepts(artifact)) continue;
    if (artifacts.length === pageSize) return { artifacts, nextPageToken: writeToken(filter, last!) };
    artifacts.push(artifact);
    last = place;
  }
  return { artifacts };
}

export function versionOf(name: string, { value }: VersionEntry, alias?: string): ArtifactVersion {
  const { digest, kind, createTime } = value;
  return { name, digest, kind, createTime: new Date(createTime), ...(alias !== undefined && { alias }) };
}

function writeToken(filter: string, place: Place): string {
  return Buffer.from(JSON.stringify([filter, ...place])).toString('base64url');
}

function readToken(token: string, filter: string): Place {
  const refuse = (description: string) => invalidArgument({ field: 'page_token', description });
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw refuse('is none that a list returned');
  }
  const parsed = tokenSchema.safeParse(json);
  if (!parsed.success) throw refuse('is none that a list returned');
  const [ofFilter, ...place] = parsed.data;
  if (ofFilter !== filter) throw refuse('belongs to a list with other filters');
  return place;
}
