import { createReadStream, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Serves and ships the emoji tables from this origin. The picker's default is a
 * public CDN, which the content security policy refuses and a desktop must not need.
 */
function localEmoji(locales: readonly string[]): Plugin {
  const files = locales.flatMap((locale) =>
    ['data.json', 'messages.json'].map((name) => `${locale}/${name}`),
  );
  const source = (file: string): string => here(`./node_modules/emojibase-data/${file}`);
  return {
    name: 'parley-local-emoji',
    configureServer(server) {
      server.middlewares.use('/emojibase', (request, response, next) => {
        const file = files.find((name) => request.url === `/${name}`);
        if (file === undefined) return next();
        response.setHeader('Content-Type', 'application/json');
        createReadStream(source(file)).pipe(response);
      });
    },
    generateBundle() {
      for (const file of files) {
        this.emitFile({
          type: 'asset',
          fileName: `emojibase/${file}`,
          source: readFileSync(source(file)),
        });
      }
    },
  };
}

/**
 * Leaves the page's policy out while it is developed: the development server's scripts stand in the page, and its
 * news of an edit comes from another address, so that the window would never hear of one. What is built keeps it.
 */
const noPolicy: Plugin = {
  name: 'parley-no-policy',
  apply: 'serve',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
  },
};

export default defineConfig({
  plugins: [react(), localEmoji(['en']), noPolicy],
  resolve: { alias: { '@wailsjs': here('./wailsjs'), '@': here('./src') } },
  // public/.gitkeep is copied into dist, so emptying dist never removes the file
  // that keeps the folder (and go:embed) alive in a fresh clone.
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Fonts must stay files: the policy has no data: for font-src.
    assetsInlineLimit: 0,
    target: 'safari16',
    chunkSizeWarningLimit: 1200,
  },
  test: {
    restoreMocks: true,
    unstubGlobals: true,
    // Whole screens are driven by hand here; a busy machine takes its time, up to ten times that of an idle one.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // One fewer than there are cores, which vitest takes by itself, is half of a machine with two.
    maxWorkers: '100%',
    // A worker keeps what it has loaded for its next file; setup.ts begins our own modules anew.
    isolate: false,
    css: false,
    setupFiles: ['src/test/setup.ts'],
    // A browser of its own for each file costs a second and more: only what draws has one, and what asks for it
    // in its first line (@vitest-environment jsdom).
    projects: [
      { extends: true, test: { name: 'models', environment: 'node', include: ['src/**/*.test.ts', 'eslint/**/*.test.js'] } },
      { extends: true, test: { name: 'screens', environment: 'jsdom', include: ['src/**/*.test.tsx'] } },
    ],
  },
});
