import path from 'node:path';
import { openArtifacts } from '@optical/artifacts';
import type { ServiceDefinition } from '@optical/service';
import { evaluatorSettings } from './config.ts';
import { compare } from './handlers/compare.ts';
import { describeService } from './handlers/describe-service.ts';
import { evaluate } from './handlers/evaluate.ts';
import { exactRanker } from './ranking/exact-ranker.ts';
import { passagesIn } from './ranking/passage-vectors.ts';
import type { EvaluationParts } from './scoring/evaluator.ts';
import { openTracks } from './tracks/open-tracks.ts';
import { dataFolders, trackFiles } from './tracks/track-files.ts';

type Peer = 'tokenizer' | 'distiller' | 'retriever' | 'indexer' | 'teacher';

/** The evaluator service: its settings, whom it calls, and its handlers. */
export const evaluator: ServiceDefinition<'evaluator', Peer, typeof evaluatorSettings> = {
  stem: 'evaluator',
  peers: ['tokenizer', 'distiller', 'retriever', 'indexer', 'teacher'],
  settings: evaluatorSettings,
  create: ({ settings, folder, artifactsFolder, peers, describeProcess }) => {
    const artifacts = openArtifacts({ directory: artifactsFolder });
    const places = dataFolders(settings.data, folder);
    const tracks = openTracks(places, () => trackFiles(places, settings.download), artifacts);
    const teacher = () => peers.client('teacher');
    const { threads, depth } = settings.ranking;
    const ranker = exactRanker({
      client: teacher,
      passages: passagesIn(path.join(folder, 'passages'), teacher),
      ...(threads !== undefined && { threads }),
    });
    const parts: EvaluationParts = { artifacts, tracks, ranker, depth };
    return {
      handlers: {
        describeService: describeService(describeProcess),
        evaluate: evaluate(parts),
        compare: compare(parts),
      },
    };
  },
};
