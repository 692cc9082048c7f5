/** A file of a model on the hub. */
export interface HubFile {
  /** Path within the repository. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A model that may be fetched: what it is cannot change, whatever the hub holds. */
export interface PinnedModel {
  /** Repository on the hub, owner and name. */
  readonly repository: string;
  /** Commit of the repository. */
  readonly revision: string;
  readonly licence: string;
  /** Languages it was trained for, BCP 47. */
  readonly languages: readonly string[];
  readonly files: readonly HubFile[];
}

/** Name of the directory of the default teacher. */
export const defaultTeacher = 'all-MiniLM-L6-v2';

/** Models that can be fetched, by the name of their directory. Licence and files: https://huggingface.co/sentence-transformers */
export const pinnedModels: ReadonlyMap<string, PinnedModel> = new Map([
  [
    defaultTeacher,
    {
      repository: 'sentence-transformers/all-MiniLM-L6-v2',
      revision: '1110a243fdf4706b3f48f1d95db1a4f5529b4d41',
      licence: 'Apache-2.0',
      languages: ['en'],
      files: [
        {
          path: 'config.json',
          bytes: 612,
          sha256: '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41',
        },
        {
          path: 'special_tokens_map.json',
          bytes: 112,
          sha256: '303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3',
        },
        {
          path: 'tokenizer_config.json',
          bytes: 350,
          sha256: 'acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b',
        },
        {
          path: 'tokenizer.json',
          bytes: 466_247,
          sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
        },
        {
          path: 'model.safetensors',
          bytes: 90_868_376,
          sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
        },
      ],
    },
  ],
]);
