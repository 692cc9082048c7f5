import { withoutEntities } from './entities.ts';
import { emptyField } from './bitext.ts';
import { readLines } from './lines.ts';
import { readDefaults, textNormalizer } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';
import { Reading } from './reading.ts';
import type { Parsed } from './reading.ts';
import type { IdentifiedText } from './trec.ts';

/** Parts of a topic that can be the query. */
export type TopicPart = 'title' | 'desc' | 'narr';

/** What precedes the text of a part in TREC's own files. */
const labels: Readonly<Record<TopicPart, RegExp>> = {
  title: /^Topic:\s*/iu,
  desc: /^Description:\s*/iu,
  narr: /^Narrative:\s*/iu,
};

/**
 * TREC topics in their markup, `<top> <num> Number: 301 <title> … <desc> … <narr> … </top>`, whose inner tags need no end
 * (https://trec.nist.gov/data/topics_eng/). The query is the parts asked for, in this order, white space collapsed. A
 * topic without number or one of the parts is malformed. Topics as lines of id and text: `readTexts`.
 */
export function readTopics(
  path: string,
  parts: readonly TopicPart[] = ['title'],
  options: ReadOptions = {},
): Reading<IdentifiedText> {
  const normalize = textNormalizer(options);
  const limit = options.maxLineBytes ?? readDefaults.maxLineBytes;
  return new Reading<IdentifiedText>(path, options, async function* () {
    let open: { readonly number: number; text: string } | undefined;
    const malformed = (number: number, reason: string): Parsed<IdentifiedText>[] => [
      { file: path, at: `line ${number}`, reason },
    ];
    for await (const line of readLines(path, options)) {
      if ('problem' in line) {
        yield malformed(line.number, line.problem);
        continue;
      }
      if (/<top>/iu.test(line.text)) {
        if (open !== undefined) yield malformed(open.number, 'is a topic without </top>');
        open = { number: line.number, text: '' };
      }
      if (open === undefined) {
        if (line.text.trim() !== '') yield malformed(line.number, 'is outside of every topic');
        continue;
      }
      open.text += ` ${line.text}`;
      if (open.text.length > limit) {
        yield malformed(open.number, `is a topic of more than ${limit} characters`);
        open = undefined;
      } else if (/<\/top>/iu.test(line.text)) {
        const { number, text } = open;
        const topic = parseTopic(text, parts);
        open = undefined;
        if (typeof topic === 'string') yield malformed(number, topic);
        else yield [{ record: { id: topic.id, text: normalize(topic.text) } }];
      }
    }
    if (open !== undefined) yield malformed(open.number, 'is a topic without </top>');
  });
}

function parseTopic(topic: string, parts: readonly TopicPart[]): IdentifiedText | string {
  const contentOf = (tag: string): string =>
    withoutEntities(new RegExp(`<${tag}>([^<]*)`, 'iu').exec(topic)?.[1] ?? '')
      .replace(/\s+/gu, ' ')
      .trim();
  const id = contentOf('num').replace(/^Number:\s*/iu, '');
  const texts = Object.fromEntries(parts.map((part) => [part, contentOf(part).replace(labels[part], '')]));
  return emptyField({ number: id, ...texts }) ?? { id, text: parts.map((part) => texts[part]!).join(' ') };
}
