import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** What each layer may import. Tests may use the testing library besides. */
const layers = {
  contract: [],
  core: ['core'],
  platform: ['core', 'contract', 'platform'],
  adapter: ['core', 'platform', 'adapter'],
  service: ['core', 'contract', 'platform', 'adapter'],
  testing: ['core', 'contract', 'platform', 'adapter', 'testing'],
  tool: ['core', 'contract', 'platform', 'adapter', 'testing', 'tool'],
};

const boundaries = (extra) => [
  'error',
  {
    allow: [],
    depConstraints: Object.entries(layers).map(([layer, allowed]) => ({
      sourceTag: `layer:${layer}`,
      onlyDependOnLibsWithTags: [...allowed, ...extra].map((name) => `layer:${name}`),
    })),
  },
];

const noExit = { object: 'process', property: 'exit', message: 'Set process.exitCode and let the loop drain.' };
const noEnvironment = { object: 'process', property: 'env', message: 'Only @optical/config reads the environment.' };

/** The ways round the rules for `process`, which see only the global of that name. */
const useGlobalProcess = 'Use the global `process`.';
const noDetours = ['globalThis', 'global'].map((object) => ({
  object,
  property: 'process',
  message: useGlobalProcess,
}));

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/node_modules',
      '**/src/generated',
      'libs/core/scoring/assembly',
      '.nx',
      '.results',
      '.data',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': boundaries([]),
      'max-lines': ['error', { max: 300 }],
      'no-restricted-properties': ['error', noExit, noEnvironment, ...noDetours],
      'no-restricted-imports': [
        'error',
        { paths: ['process', 'node:process'].map((name) => ({ name, message: useGlobalProcess })) },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ImportExpression[source.value=/^(node:)?process$/]', message: useGlobalProcess },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['it', 'describe', 'test', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['libs/core/**/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\.\\.?/|@optical/|protobufjs/|@stdlib/)',
              message: 'libs/core is pure: it imports itself, protobufjs and @stdlib only.',
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ImportExpression', message: 'libs/core imports statically, where its allow-list is checked.' },
      ],
      'no-restricted-globals': [
        'error',
        ...['globalThis', 'global', 'process', 'console', 'Buffer', 'fetch', 'WebSocket', 'EventSource'],
        ...['setTimeout', 'setInterval', 'setImmediate'],
      ],
    },
  },
  {
    files: ['**/*.test.ts', '**/test/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries(['testing']) },
  },
  {
    files: ['libs/platform/config/src/**/*.ts', 'libs/testing/**/*.ts', '**/*.test.ts', '**/test/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', noExit, ...noDetours] },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  prettier,
);
