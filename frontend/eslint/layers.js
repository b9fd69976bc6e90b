/**
 * The import rules of the front end as one ESLint rule:
 * app → features → stores → bridge → lib; features → ui, lib, i18n; ui → lib;
 * features never import each other; only bridge imports wailsjs.
 */

const mayImport = {
  app: ['app', 'features', 'stores', 'bridge', 'ui', 'lib', 'i18n'],
  features: ['stores', 'bridge', 'ui', 'lib', 'i18n'],
  stores: ['stores', 'bridge', 'lib'],
  bridge: ['bridge', 'lib', 'wailsjs'],
  ui: ['ui', 'lib'],
  i18n: ['i18n', 'lib'],
  lib: ['lib'],
  // Set-up and render helpers of tests; nothing that ships may import them.
  test: ['app', 'features', 'stores', 'bridge', 'ui', 'lib', 'i18n', 'test'],
};

const isTest = (file) => /\.test\.tsx?$/.test(file);

/** Splits a file path into its layer and, for features, the feature's name. */
function place(path) {
  const parts = path.split('/').filter(Boolean);
  if (parts.includes('wailsjs')) return { layer: 'wailsjs' };
  const at = parts.lastIndexOf('src');
  if (at < 0) return undefined;
  const [layer, feature] = parts.slice(at + 1);
  if (layer === undefined || !(layer in mayImport)) return undefined;
  return layer === 'features' ? { layer, feature } : { layer };
}

/** Resolves an import to a path from the root, or undefined for a package. */
function resolve(from, source) {
  if (source.startsWith('@wailsjs/')) return '/wailsjs/' + source.slice('@wailsjs/'.length);
  if (source.startsWith('@/')) return '/src/' + source.slice(2);
  if (!source.startsWith('.')) return undefined;
  return new URL(source, 'file://' + from).pathname;
}

/** Says why `from` may not import `source`; undefined when it may. */
export function refusal(from, source) {
  const path = resolve(from, source);
  const self = place(from);
  const target = path === undefined ? undefined : place(path);
  if (self === undefined || target === undefined) return undefined;
  if (self.layer === 'features' && target.layer === 'features') {
    return self.feature === target.feature
      ? undefined
      : `feature "${self.feature}" may not import feature "${target.feature}"; share through stores, ui or lib`;
  }
  if (target.layer === 'test' && isTest(from)) return undefined;
  if (mayImport[self.layer].includes(target.layer)) return undefined;
  return `${self.layer} may not import ${target.layer}`;
}

function check(context, node) {
  if (node === null || node === undefined || typeof node.value !== 'string') return;
  const reason = refusal(context.filename.replaceAll('\\', '/'), node.value);
  if (reason !== undefined) context.report({ node, message: reason });
}

/** The plugin that eslint.config.js registers as "parley". */
export const layers = {
  rules: {
    layers: {
      meta: { type: 'problem', schema: [] },
      create: (context) => ({
        ImportDeclaration: (node) => check(context, node.source),
        ExportNamedDeclaration: (node) => check(context, node.source),
        ExportAllDeclaration: (node) => check(context, node.source),
        ImportExpression: (node) => check(context, node.source),
      }),
    },
  },
};
