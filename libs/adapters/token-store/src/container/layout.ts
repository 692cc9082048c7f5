import { z } from 'zod';

/** First bytes of every file, so that other files are told apart. */
export const magic = Buffer.from('OPTICTOK');

/** Raised whenever files of older software can no longer be read as they are. */
export const formatVersion = 1;

/** Magic, format version, length of the header and its CRC-32: 32-bit integers after the magic. */
export const preambleBytes = magic.length + 12;

/** Sections start at multiples of it, so that a section can be read as numbers of any width. */
const alignment = 64;

/** Largest header that is read: a file that claims more is damaged. */
export const maximumHeaderBytes = 2 ** 20;

export const sectionSchema = z.strictObject({
  name: z.string().min(1),
  /** From the start of the file. */
  offset: z.int().min(0),
  bytes: z.int().min(0),
});

export const headerSchema = z.strictObject({
  /** What the file holds, such as `codec` or `segment`. */
  kind: z.string().min(1),
  /** What a reader has to know before the sections. */
  about: z.record(z.string(), z.union([z.number(), z.string()])),
  sections: z.array(sectionSchema),
});

export type Section = z.infer<typeof sectionSchema>;
export type Header = z.infer<typeof headerSchema>;

/**
 * Where everything lies. Each section is followed by its CRC-32 in 4 bytes.
 * @param sizes bytes of each section, by name, in order
 */
export function layOut(kind: string, about: Header['about'], sizes: Readonly<Record<string, number>>): Header {
  // Offsets are part of the header and depend on its length; a first round with the widest offsets bounds it.
  const draft = Object.entries(sizes).map(([name, bytes]) => ({ name, bytes, offset: Number.MAX_SAFE_INTEGER }));
  let next = align(preambleBytes + encodeHeader({ kind, about, sections: draft }).length);
  const sections = draft.map(({ name, bytes }) => {
    const offset = next;
    next = align(endOf({ name, bytes, offset }));
    return { name, offset, bytes };
  });
  return { kind, about, sections };
}

export const encodeHeader = (header: Header): Buffer => Buffer.from(JSON.stringify(header));

export const checksumBytes = 4;

/** First byte after a section and its checksum. */
export const endOf = ({ offset, bytes }: Section): number => offset + bytes + checksumBytes;

/** Bytes of the whole file. */
export function fileBytes({ sections }: Header): number {
  const last = sections.at(-1);
  return last === undefined ? 0 : endOf(last);
}

const align = (offset: number): number => Math.ceil(offset / alignment) * alignment;
