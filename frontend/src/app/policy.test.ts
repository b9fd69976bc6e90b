import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createServer } from 'vite';
import { expect, it } from 'vitest';

it('the policy stands in the page as it ships, and not in the way of the development server', async () => {
  const page = readFileSync(resolve('index.html'), 'utf8');
  expect(page).toContain('http-equiv="Content-Security-Policy"');
  const server = await createServer({ server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { noDiscovery: true }, logLevel: 'silent' });
  try {
    const served = await server.transformIndexHtml('/', page);
    expect(served).toContain('/@vite/client');
    expect(served).not.toContain('Content-Security-Policy');
  } finally {
    await server.close();
  }
});
