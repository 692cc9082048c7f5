/** Type of a metadata field. A comparison of `strings` holds when it holds for one of them. */
export type MetadataType = 'string' | 'number' | 'bool' | 'time' | 'strings';

/** An instant: seconds since 1970 and nanoseconds from 0 to 999,999,999. */
export interface Instant {
  readonly seconds: number;
  readonly nanos: number;
}

export type MetadataValue = string | number | boolean | Instant | readonly string[];

export type Metadata = Readonly<Record<string, MetadataValue>>;

/** Declaration of a metadata field. */
export interface MetadataField {
  readonly name: string;
  readonly type: MetadataType;
  /** Whether filters may use it. */
  readonly filterable: boolean;
}

/** The type that a value has. */
export function typeOfValue(value: MetadataValue): MetadataType {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    case 'boolean':
      return 'bool';
    default:
      return 'seconds' in value ? 'time' : 'strings';
  }
}
