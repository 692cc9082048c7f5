import type { DataSet } from './data-set.ts';

const allLanguages = ['es', 'de', 'ru', 'tr', 'ar', 'vi', 'th', 'zh', 'hi', 'sw', 'so', 'tl', 'mr'];
const xquadLanguages = ['en', 'es', 'de', 'ru', 'tr', 'ar', 'vi', 'th', 'zh', 'hi'];
const bitext = { kind: 'bitext', use: 'training', onByDefault: true } as const;
const dictionary = { kind: 'dictionary', use: 'training', onByDefault: true } as const;
const evaluation = { kind: 'questions', use: 'evaluation', onByDefault: true } as const;

/** Every known set. */
export const dataSets: readonly DataSet[] = [
  {
    ...evaluation,
    name: 'xquad',
    languages: xquadLanguages,
    source: 'google-deepmind/xquad@7d30520c',
    licence: 'CC BY-SA 4.0',
  },
  {
    ...evaluation,
    name: 'xquad_r',
    languages: xquadLanguages,
    source: 'google-research-datasets/lareqa@9bc8c7fb',
    licence: 'CC BY-SA 4.0',
  },
  {
    name: 'squad',
    kind: 'questions',
    languages: ['en'],
    source: 'rajpurkar/SQuAD-explorer@e0c66cfe',
    licence: 'CC BY-SA 4.0',
    use: 'training',
    onByDefault: true,
    caution: "contains XQuAD's paragraphs: train only on those outside xquad_paragraph_overlap_ids.txt",
  },
  {
    ...bitext,
    name: 'ntrex',
    languages: allLanguages,
    source: 'MicrosoftTranslator/NTREX@8561f6a6',
    licence: 'CC BY-SA 4.0',
    caution: 'held out for the known-item track of sw, so, tl and mr: do not train on the part that is tested',
  },
  {
    ...bitext,
    name: 'sib200',
    languages: allLanguages,
    source: 'dadelani/sib-200@593cea88',
    licence: 'CC BY-SA 4.0',
    caution: 'overlaps FLORES-200 and Belebele',
  },
  {
    ...bitext,
    name: 'tico19',
    languages: ['es', 'ru', 'ar', 'zh', 'hi', 'sw', 'so', 'tl', 'mr'],
    source: 'tico-19/tico-19.github.io@d97615f9',
    licence: 'CC0 1.0',
    caution: 'held out for the known-item track of sw, so, tl and mr: do not train on the part that is tested',
  },
  {
    ...bitext,
    name: 'ud_pud',
    languages: ['es', 'de', 'ru', 'tr', 'ar', 'th', 'zh', 'hi'],
    source: 'UniversalDependencies/UD_English-PUD@f16eba4a',
    licence: 'CC BY-SA 3.0',
    caution: 'zh is in traditional script',
  },
  {
    ...bitext,
    name: 'tatoeba_laser',
    languages: ['es', 'de', 'ru', 'tr', 'ar', 'vi', 'th', 'zh', 'hi', 'sw', 'tl', 'mr'],
    source: 'facebookresearch/LASER@74bc6ae7',
    licence: 'CC BY 2.0 FR',
  },
  {
    ...bitext,
    name: 'tatoeba_anki',
    languages: ['ar', 'zh', 'th', 'vi', 'mr'],
    source: 'tatoeba.org',
    licence: 'CC BY 2.0 FR',
    caution: 'zh mixes traditional and simplified script',
  },
  {
    ...bitext,
    name: 'mkqa',
    languages: ['es', 'ru', 'tr', 'ar', 'zh'],
    source: 'mia-workshop/MIA-Shared-Task-2022@ea2491a3',
    licence: 'CC BY-SA 3.0',
  },
  {
    ...bitext,
    name: 'mintaka',
    languages: ['es', 'de', 'ar', 'hi'],
    source: 'amazon-science/mintaka@cbb87072',
    licence: 'CC BY 4.0',
  },
  {
    ...bitext,
    name: 'stsb_mt',
    languages: ['es', 'de', 'ru', 'zh', 'tr'],
    source: 'PhilipMay/stsb-multi-mt@30de0dec',
    licence: 'CC BY-SA 4.0',
    caution: 'machine translated',
  },
  {
    ...bitext,
    name: 'joshua_hi',
    languages: ['hi'],
    source: 'joshua-decoder/indian-parallel-corpora@a2cd1a99',
    licence: 'CC BY-SA 3.0',
    caution: 'four crowd translations into English of each sentence, of mixed quality',
  },
  {
    ...bitext,
    name: 'iwslt15',
    languages: ['vi'],
    source: 'stefan-it/nmt-en-vi@93193ddf',
    licence: 'CC BY-NC-ND (TED)',
  },
  {
    ...bitext,
    name: 'lafand',
    languages: ['sw'],
    source: 'masakhane-io/lafand-mt@d441f8b0',
    licence: 'CC BY-NC 4.0',
  },
  {
    ...bitext,
    name: 'tata',
    languages: ['ar', 'ru', 'sw'],
    source: 'google-research/url-nlp@452a21ad',
    licence: 'CC BY 4.0',
  },
  {
    ...bitext,
    name: 'squad_es_q',
    languages: ['es'],
    source: 'ccasimiro88/TranslateAlignRetrieve@c8478421',
    licence: 'MIT / CC BY-SA 4.0',
    onByDefault: false,
    caution: 'in-domain: questions about the articles of XQuAD, machine translated',
  },
  {
    ...dictionary,
    name: 'gatitos',
    languages: ['es', 'hi'],
    source: 'google-research/url-nlp@9b4d1a4c',
    licence: 'CC BY 4.0',
  },
  {
    ...dictionary,
    name: 'tico19_terms_f',
    languages: allLanguages,
    source: 'tico-19/tico-19.github.io@d97615f9',
    licence: 'CC0 1.0',
  },
  {
    ...dictionary,
    name: 'tico19_terms_g',
    languages: allLanguages,
    source: 'tico-19/tico-19.github.io@d97615f9',
    licence: 'CC0 1.0',
  },
];

/** The set of this name, or undefined. */
export function findDataSet(name: string): DataSet | undefined {
  return dataSets.find((set) => set.name === name);
}
