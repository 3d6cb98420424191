import boundaries from 'eslint-plugin-boundaries'
import tseslint from 'typescript-eslint'

/** Folders of electron/ that are services: plain Node, no Electron, no page. */
const SERVICES = [
  'animation',
  'audio',
  'conversation',
  'inference',
  'meeting',
  'persona',
  'review',
  'speech',
  'store',
]

/** Pure modules of services that the page uses too. */
const SHARED_WITH_PAGE = [
  'electron/animation/frame-{codec,interpolation}.ts',
  'electron/audio/{pcm,level-meter}.ts',
  'electron/audio/echo/*.ts',
  'electron/audio/own-sound/{own-sound-remover,copy-finder,copy-fit,tape}.ts',
]

/** What each kind of folder may import beside itself. */
const ALLOWED = {
  contract: [],
  base: ['contract'],
  service: ['base', 'contract', 'models'],
  shell: ['service', 'base', 'contract', 'models'],
  cli: ['service', 'base', 'contract', 'models', 'e2e'],
  head: ['contract'],
  page: ['head', 'contract'],
}

const IPC_MESSAGE =
  'Requests of the page pass registrar.ts, its ports pass ports.ts, and preload.ts is the only other end.'

export default tseslint.config(
  {
    ignores: [
      'out/',
      'dist/',
      'node_modules/',
      'test-results/',
      'playwright-report/',
      'models/**/*.py',
      '**/*.d.mts',
    ],
  },
  ...tseslint.configs.strict.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['electron/**/*.ts', 'renderer/**/*.{ts,tsx}', 'e2e/**/*.ts', 'models/**/*.ts', '*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { boundaries },
    settings: {
      'boundaries/include': ['electron/**', 'renderer/**', 'models/**', 'e2e/**'],
      'boundaries/elements': [
        { type: 'contract', pattern: 'electron/contract' },
        { type: 'base', pattern: 'electron/base' },
        { type: 'shell', pattern: 'electron/shell' },
        { type: 'cli', pattern: 'electron/cli' },
        { type: 'service', pattern: `electron/(${SERVICES.join('|')})` },
        { type: 'head', pattern: 'renderer/head' },
        { type: 'page', pattern: 'renderer/*' },
        { type: 'models', pattern: 'models' },
        { type: 'e2e', pattern: 'e2e' },
      ],
      'boundaries/files': [{ category: 'shared-with-page', pattern: SHARED_WITH_PAGE }],
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // «void 0 || act()» reads worse than a condition, and an arrow that returns nothing is how listeners are written here.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-invalid-void-type': ['error', { allowInGenericTypeArguments: true }],
      '@typescript-eslint/no-dynamic-delete': 'off',
      eqeqeq: 'error',
      'no-restricted-imports': [
        'error',
        { name: 'electron', message: 'Only electron/shell knows Electron.' },
        { name: 'onnxruntime-node', message: 'electron/base/onnxruntime.ts has it without its reports to its maker.' },
      ],
    },
  },
  {
    files: ['electron/**/*.ts', 'renderer/**/*.{ts,tsx}'],
    rules: {
      'no-console': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            ...Object.entries(ALLOWED).map(([type, others]) => ({
              from: { element: { type } },
              allow: { to: { element: { types: { anyOf: [type, ...others] } } } },
            })),
            {
              from: { element: { type: 'page' } },
              allow: { to: { file: { categories: 'shared-with-page' } } },
            },
          ],
        },
      ],
    },
  },
  // Programs for a terminal.
  { files: ['electron/cli/**/*.ts', 'electron/persona/evaluation/**/*.ts', 'electron/meeting/notes/evaluation/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: ['electron/shell/**/*.ts', 'electron/base/onnxruntime.ts', 'e2e/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['electron/shell/**/*.ts'],
    ignores: ['electron/shell/{registrar,ports,preload}.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { name: 'electron', importNames: ['ipcMain', 'ipcRenderer', 'contextBridge'], message: IPC_MESSAGE },
      ],
    },
  },
  {
    files: ['electron/contract/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!zod$|\\./)',
              allowTypeImports: true,
              message: 'The contract needs zod and nothing else.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['renderer/head/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(electron|react|react-dom|zustand|@mantine)(/|$)',
              message: 'The head is framework-free.',
            },
          ],
        },
      ],
    },
  },
  { files: ['**/*.test.ts', '**/*.test.tsx'], rules: { 'boundaries/dependencies': 'off' } },
)
