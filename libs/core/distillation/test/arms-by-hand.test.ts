import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TransportSettings, WeightedObjective } from '../src/index.ts';
import { fullText, lossOf } from './support/arm-graph.ts';
import type { Texts } from './support/arm-graph.ts';

const [x1, x2] = [
  [1, 0],
  [0, 1],
];
const [y1, y2] = [
  [0, 1],
  [0.6, 0.8],
];

/** One pair with the costs [[1, 0.4], [0, 0.2]]. */
const pair: Texts = { student: [fullText(x1, x2)], teacher: [fullText(y1, y2)] };
/** Two pairs of one position each, with the scores [[0, 0.6], [1, 0.8]]. */
const batch: Texts = { student: [fullText(x1), fullText(x2)], teacher: [fullText(y1), fullText(y2)] };

function assertLoss(objective: WeightedObjective, texts: Texts, expected: number, tolerance = 1e-6): void {
  const actual = lossOf(objective, texts);
  assert.ok(Math.abs(actual - expected) < tolerance, `${actual} instead of ${expected}`);
}

/** -log of the share of one score among others. */
function surprise(score: number, ...scores: readonly number[]): number {
  return Math.log(scores.reduce((sum, other) => sum + Math.exp(other), 0)) - score;
}

function divergence(p: readonly number[], q: readonly number[]): number {
  return p.reduce(
    (sum, score, i) => sum + Math.exp(-surprise(score, ...p)) * (surprise(q[i]!, ...q) - surprise(score, ...p)),
    0,
  );
}

describe('on two positions', () => {
  it('pooled-mse is the squared distance of the means', () => {
    assertLoss({ objective: 'pooled-mse' }, pair, 0.2 ** 2 + 0.4 ** 2);
  });

  it('position-mse is the mean squared distance at equal positions', () => {
    assertLoss({ objective: 'position-mse' }, pair, (2 + 0.4) / 2);
  });

  it('position-mse compares as many positions as the shorter side has', () => {
    assertLoss({ objective: 'position-mse' }, { student: pair.student, teacher: [fullText(y1)] }, 2);
  });

  it('greedy is the mean cost of the nearest positions, of both directions if asked', () => {
    assertLoss({ objective: 'greedy' }, pair, 0.2);
    assertLoss({ objective: 'greedy', greedy: { symmetric: true } }, pair, (0.2 + 0.1) / 2);
  });

  it('assignment is the mean cost of the best permutation', () => {
    assertLoss({ objective: 'assignment' }, pair, 0.2);
  });

  it('assignment leaves out what the shorter side has no position for', () => {
    assertLoss({ objective: 'assignment' }, { student: pair.student, teacher: [fullText(y2)] }, 0.2);
    assertLoss({ objective: 'assignment' }, { student: [fullText(x1)], teacher: pair.teacher }, 0.4);
  });

  it('ot-sinkhorn has the plan whose odds are the exponential of the costs', () => {
    const odds = Math.exp(-(1 + 0.2 - 0.4) / (2 * 0.1));
    const diagonal = (0.5 * odds) / (1 + odds);
    const transport = { regularization: 0.1, iterations: 200 };
    assertLoss({ objective: 'ot-sinkhorn', transport }, pair, diagonal * (1 + 0.2) + (0.5 - diagonal) * 0.4);
  });

  it('ot-sinkhorn moves mass everywhere when blurred and nowhere else than it must when sharp', () => {
    const loss = (regularization: number): WeightedObjective => ({
      objective: 'ot-sinkhorn',
      transport: { regularization },
    });
    assertLoss(loss(100), pair, 0.4, 1e-3);
    assertLoss(loss(0.001), pair, 0.2);
  });

  it('ot-sinkhorn moves mass in proportion to the weights of the tokens', () => {
    const marginal = 'inverse-document-frequency';
    const weighted = { student: [{ ...fullText(x1, x2), tokenWeights: [3, 1] }], teacher: [fullText(y1)] };
    const transport: TransportSettings = { studentMarginal: marginal, teacherMarginal: marginal };
    assertLoss({ objective: 'ot-sinkhorn', transport }, weighted, 0.75 * 1 + 0.25 * 0);
  });

  it('ot-ipot finds the best permutation', () => {
    assertLoss({ objective: 'ot-ipot' }, pair, 0.2);
  });

  it('ot-unbalanced moves less mass the more it costs', () => {
    const transport = { regularization: 0.1, marginalPenalty: 0.5, iterations: 200 };
    const single = { student: [fullText(x1)], teacher: [fullText(y2)] };
    assertLoss({ objective: 'ot-unbalanced', transport }, single, 0.4 * Math.exp(-0.4 / (0.1 + 2 * 0.5)));
  });

  it('contrastive is the surprise at the right text, of both directions if asked', () => {
    const forward = (surprise(0, 0, 0.6) + surprise(0.8, 1, 0.8)) / 2;
    const backward = (surprise(0, 0, 1) + surprise(0.8, 0.6, 0.8)) / 2;
    assertLoss({ objective: 'contrastive' }, batch, forward);
    assertLoss({ objective: 'contrastive', softmax: { symmetric: true } }, batch, (forward + backward) / 2);
  });

  it('contrastive divides the scores by the temperature and sums them over positions', () => {
    const forward = (surprise(0, 0, 1.2) + surprise(1.6, 2, 1.6)) / 2;
    assertLoss({ objective: 'contrastive', softmax: { temperature: 0.5 } }, batch, forward);
    const doubled = { ...batch, student: [fullText(x1, x1), fullText(x2, x2)] };
    assertLoss({ objective: 'contrastive' }, doubled, forward);
  });

  it('score-kl is the divergence from the shares of the teacher', () => {
    const taught = [
      [1, 0.8],
      [0.8, 1],
    ];
    const learned = [
      [0, 0.6],
      [1, 0.8],
    ];
    assertLoss(
      { objective: 'score-kl' },
      batch,
      (divergence(taught[0]!, learned[0]!) + divergence(taught[1]!, learned[1]!)) / 2,
    );
  });
});
