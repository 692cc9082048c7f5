import type { Timestamp, Timestamp__Output } from './generated/google/protobuf/Timestamp.ts';

/** A date as google.protobuf.Timestamp, to the millisecond. */
export function timestampFromDate(date: Date): Timestamp {
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanos: (milliseconds - seconds * 1000) * 1e6 };
}

/** A google.protobuf.Timestamp as date, cut to the millisecond. */
export function dateFromTimestamp({ seconds, nanos }: Timestamp__Output): Date {
  return new Date(seconds * 1000 + Math.floor(nanos / 1e6));
}
