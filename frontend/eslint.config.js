import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { layers } from './eslint/layers.js';
import { noNavigation } from './eslint/no-navigation.js';

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'coverage', 'e2e/output'] },
  // Generated, so nothing in it is looked at; were it ignored, a run over the files that changed would warn of it.
  { files: ['wailsjs/**'], processor: { meta: { name: 'generated' }, preprocess: () => [], postprocess: () => [] } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strict],
    plugins: { 'react-hooks': reactHooks, parley: { rules: { ...layers.rules, 'no-navigation': noNavigation } } },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // The virtualizer is known to be un-memoizable; ui/virtual-list.tsx and
      // ui/thread-list.tsx are the only users and are written for that.
      'react-hooks/incompatible-library': 'off',
      'parley/layers': 'error',
      'parley/no-navigation': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'max-lines': ['error', 400],
      'no-console': 'error',
      'no-restricted-imports': ['error', { paths: [{ name: 'react-i18next', importNames: ['useTranslation'], message: 'take it from @/lib/texts: this one copies the translator in each component' }] }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'no default exports: a name should be the same everywhere' },
        { selector: 'ExportAllDeclaration', message: 'no barrels: import from the file that defines it' },
      ],
    },
  },
  {
    // Tests put up what the page must not have.
    files: ['**/*.test.{ts,tsx}', 'src/test/**'],
    rules: { 'parley/no-navigation': 'off' },
  },
  {
    // Tools that read a default export leave no choice.
    files: ['vite.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // A test prints what a browser run found.
    files: ['e2e/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
);
