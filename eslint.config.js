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

const environmentOnlyInConfig = [
  'error',
  { object: 'process', property: 'exit', message: 'Set process.exitCode and let the loop drain.' },
  { object: 'process', property: 'env', message: 'Only @optical/config reads the environment.' },
];

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', 'libs/contracts/src/generated', '.nx', '.results', '.data'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': boundaries([]),
      'max-lines': ['error', { max: 300 }],
      'no-restricted-properties': environmentOnlyInConfig,
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
        { patterns: [{ group: ['node:*', '@grpc/*', 'onnxruntime-*'], message: 'libs/core is pure: no I/O.' }] },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'fetch', 'setTimeout', 'setInterval'],
    },
  },
  {
    files: ['**/*.test.ts', '**/test/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries(['testing']) },
  },
  {
    files: ['libs/platform/config/src/**/*.ts', 'libs/testing/**/*.ts', '**/*.test.ts', '**/test/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  prettier,
);
