import type { Instant, MetadataValue } from '../../port/metadata.ts';

/** What a metadata value is compared as in the table field_values. A set has one entry per string. */
export function storedValues(value: MetadataValue): (string | number)[] {
  if (typeof value === 'object') return 'seconds' in value ? [sortableInstant(value)] : [...new Set(value)];
  return [typeof value === 'boolean' ? Number(value) : value];
}

/** From the year 1, the earliest that google.protobuf.Timestamp allows, so that no instant is negative. */
const secondsBefore1970 = 62_135_596_800;

/** Text that sorts as instants do. */
function sortableInstant({ seconds, nanos }: Instant): string {
  return `${String(seconds + secondsBefore1970).padStart(12, '0')}.${String(nanos).padStart(9, '0')}`;
}
