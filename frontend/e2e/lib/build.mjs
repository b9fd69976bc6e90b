/** What is tested: the page, the app with the development tag, the app that ships, the relay, and the world. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { find } from './process.mjs';

export const root = resolve(import.meta.dirname, '../../..');
export const output = resolve(import.meta.dirname, '../output');

const programs = {
  go: 'Go',
  chromium: 'chromium',
  Xvfb: 'xvfb',
  openbox: 'openbox',
  xdotool: 'xdotool',
  xclip: 'xclip',
  import: 'imagemagick',
  'dbus-daemon': 'dbus',
};

/** The programs by name. What is missing is named all at once. */
export function requirements() {
  const at = Object.fromEntries(Object.keys(programs).map((name) => [name, find(name)]));
  const missing = Object.keys(programs).filter((name) => at[name] === undefined);
  if (missing.length > 0) {
    throw new Error(`the browser tests need ${missing.map((name) => `${name} (package ${programs[name]})`).join(', ')}`);
  }
  return at;
}

/** Builds everything into a folder and gives the paths. `say` is told what takes time. */
export async function build(into, say, { production }) {
  const page = join(into, 'page');
  say('vite build');
  await run('npx', ['--no-install', 'vite', 'build', '--logLevel', 'warn', '--outDir', page, '--emptyOutDir'], join(root, 'frontend'));
  const built = { page, app: join(into, 'parley-dev'), ships: join(into, 'parley'), relay: join(into, 'parley-relay'), world: join(into, 'world') };
  say('go build: the relay');
  await go(['build', '-o', built.relay, './backend/cmd/parley-relay'], { CGO_ENABLED: '0' });
  say('go build: the world around it');
  await go(['build', '-o', built.world, './frontend/e2e/world'], { CGO_ENABLED: '0' });
  say('go build: the app, tag dev');
  await go(['build', '-tags', 'dev,webkit2_41', '-o', built.app, '.'], {});
  if (production) {
    // The page is embedded, so it must lie where main.go says.
    await embed(page);
    say('go build: the app as it ships');
    await go(['build', '-tags', 'desktop,production,webkit2_41', '-o', built.ships, '.'], {});
  }
  return built;
}

async function embed(page) {
  const dist = join(root, 'frontend/dist');
  await mkdir(dist, { recursive: true });
  for (const name of await readdir(page)) await cp(join(page, name), join(dist, name), { recursive: true });
  if (!existsSync(join(dist, 'index.html'))) throw new Error('the page was not built');
}

const go = (args, env) => run('go', args, root, env);

function run(command, args, cwd, env = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    child.once('error', failed);
    child.once('close', (code) => (code === 0 ? done() : failed(new Error(`${command} ${args.join(' ')} ended with ${code}\n${said}`))));
  });
}
