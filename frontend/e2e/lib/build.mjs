/** What is tested: the page, the app with the development tag, the app that ships, the relay, and the world. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { find } from './process.mjs';

export const root = resolve(import.meta.dirname, '../../..');
export const output = resolve(import.meta.dirname, '../output');

const programs = {
  go: 'Go',
  chromium: 'chromium',
  Xvfb: 'xvfb',
  openbox: 'openbox',
  xdotool: 'xdotool',
  xprop: 'x11-utils',
  xclip: 'xclip',
  import: 'imagemagick',
  'dbus-daemon': 'dbus',
  'at-spi-bus-launcher': 'at-spi2-core',
};

// Programs that are started by others lie outside the path.
const besides = ['/usr/libexec', '/usr/lib/at-spi2-core'];

/** The programs by name. What is missing is named all at once. */
export function requirements() {
  const at = Object.fromEntries(Object.keys(programs).map((name) => [name, find(name) ?? besides.map((dir) => join(dir, name)).find(existsSync)]));
  const missing = Object.keys(programs).filter((name) => at[name] === undefined);
  if (missing.length > 0) {
    throw new Error(`the browser tests need ${missing.map((name) => `${name} (package ${programs[name]})`).join(', ')}`);
  }
  return at;
}

/** Builds everything into a folder, but a page that is given, and gives the paths. `say` is told what takes time. */
export async function build(into, say, { production, page: made }) {
  const page = made ?? join(into, 'page');
  if (made === undefined) {
    say('vite build');
    await run('npx', ['--no-install', 'vite', 'build', '--logLevel', 'warn', '--outDir', page, '--emptyOutDir'], join(root, 'frontend'));
  }
  const built = { page, driven: await drivenOnly(page, join(into, 'driven')), app: join(into, 'parley-dev'), ships: join(into, 'parley'), relay: join(into, 'parley-relay'), world: join(into, 'world') };
  say('go build: the relay');
  await go(['build', '-o', built.relay, './backend/cmd/parley-relay'], { CGO_ENABLED: '0' });
  say('go build: the world around it');
  await go(['build', '-o', built.world, './frontend/e2e/world'], { CGO_ENABLED: '0' });
  say('go build: the app, tag dev');
  await go(['build', '-tags', 'dev,webkit2_41', '-o', built.app, '.'], {});
  if (production) {
    say('go build: the app as it ships');
    await ship(page, built.ships);
  }
  return built;
}

/**
 * Copies a page for the app with the development tag, whose own window would run it a second time beside the browser that
 * is driven: a second person at the same desktop, for half as much work again. In that window the copy does nothing.
 */
async function drivenOnly(page, to) {
  await cp(page, to, { recursive: true });
  const file = join(to, 'index.html');
  const html = await readFile(file, 'utf8');
  const script = /<script type="module"[^>]* src="([^"]+)"><\/script>/;
  const [, source] = script.exec(html) ?? [];
  if (source === undefined) throw new Error('the page has no script');
  await writeFile(file, html.replaceAll(/<link rel="modulepreload"[^>]*>/g, '').replace(script, '<script src="/driven.js"></script>'));
  await writeFile(join(to, 'driven.js'), `if (/Chrome\\//.test(navigator.userAgent)) void import(${JSON.stringify(source)});\n`);
  return to;
}

/** Builds the app as it ships around a page. */
export async function ship(page, to) {
  await go(['build', '-overlay', await overlay(page, `${to}-overlay.json`), '-tags', 'desktop,production,webkit2_41', '-o', to, '.'], {});
}

/** Says that the page lies where main.go embeds it from, in place of what lies there: the tree is not touched. */
async function overlay(page, file) {
  const dist = join(root, 'frontend/dist');
  const replace = {};
  for (const each of await files(dist)) replace[join(dist, each)] = '';
  for (const each of await files(page)) replace[join(dist, each)] = join(page, each);
  await writeFile(file, JSON.stringify({ Replace: replace }));
  return file;
}

async function files(dir) {
  const all = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  return all.filter((each) => each.isFile()).map((each) => relative(dir, join(each.parentPath, each.name)));
}

// Without the paths of this machine, as what ships is built: what build/test has compiled for that need not be compiled again.
const go = ([verb, ...args], env) => run('go', [verb, '-trimpath', ...args], root, env);

function run(command, args, cwd, env = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    child.once('error', failed);
    child.once('close', (code) => (code === 0 ? done() : failed(new Error(`${command} ${args.join(' ')} ended with ${code}\n${said}`))));
  });
}
