import type { AnswerTopic, StudyAnswer } from '@optical/evaluation';
import type { Block, Section } from './report-document.ts';

const headings: readonly (readonly [AnswerTopic, string])[] = [
  ['final', 'Final scores'],
  ['speed', 'Speed'],
  ['start', 'Against the student before training'],
  ['references', 'Against reference arms'],
  ['limits', 'What to keep in mind'],
];

/** Most sentences of a topic that are shown at once. */
const longest = 12;

/** The sentences: what was shown in all first, then the details by topic. */
export function answerSection({ sentences }: StudyAnswer): Section {
  const ofTopic = (wanted: AnswerTopic) => sentences.filter(({ topic }) => topic === wanted).map(({ text }) => text);
  const short = [...ofTopic('summary'), ...ofTopic('conditions')];
  return {
    id: 'answer',
    title: 'Answer',
    blocks: [
      ...short.map((text): Block => ({ kind: 'paragraph', text, strong: true })),
      ...headings.flatMap(([topic, text]): Block[] => {
        const items = ofTopic(topic);
        if (items.length === 0) return [];
        const list: Block = { kind: 'list', items };
        if (items.length <= longest) return [{ kind: 'heading', text }, list];
        return [{ kind: 'details', summary: `${text}: ${items.length} sentences`, blocks: [list] }];
      }),
    ],
  };
}
