/**
 * What a sentence is about: the count of what was shown, final values, speed of learning, training against the student
 * before it, reference arms, where optimal transport was not shown to help, and what the study cannot tell.
 */
export type AnswerTopic = 'summary' | 'final' | 'speed' | 'start' | 'references' | 'conditions' | 'limits';

export interface AnswerSentence {
  readonly topic: AnswerTopic;
  readonly text: string;
  /** Whether it says that a difference was shown, be it for the trained models only. */
  readonly claims: boolean;
  /** Whether it says so of other seeds, too. Default false. */
  readonly generalizes?: boolean;
}

/** The answer of a study in words; every word that depends on a figure is chosen by the figures. */
export interface StudyAnswer {
  readonly question: string;
  readonly sentences: readonly AnswerSentence[];
}
