/** What one journey has: a folder, a screen, a bus, desktops, relays; and their end. */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { output, ship } from './build.mjs';
import { Desktop } from './desktop.mjs';
import { bus, screen } from './display.mjs';
import { Child, freePort } from './process.mjs';
import { TeamRelay, World } from './team.mjs';
import { RealWindow } from './window.mjs';

const patience = 20_000;

/** A journey's own world. Everything in it is ended and removed by `close`. */
export class Stage {
  #children = [];
  #desktops = [];
  #contexts = [];
  #pages = new Map();
  #teamPort;

  constructor({ dir, browser, built, programs, name, teamPort }) {
    this.dir = dir;
    this.browser = browser;
    this.built = built;
    this.programs = programs;
    this.name = name;
    this.#teamPort = teamPort;
    this.faults = [];
  }

  async open() {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    const { display, server } = await screen(this.programs, join(this.dir, 'xvfb.log'));
    const { address, daemon } = await bus(this.programs, this.dir);
    this.#children.push(server, daemon);
    this.display = display;
    this.bus = address;
    return this;
  }

  /** Starts a process that ends with the journey. */
  child(name, command, args, options) {
    const child = new Child(name, command, args, options);
    this.#children.push(child);
    return child;
  }

  /** Starts a desktop. Desktops of one journey share their folder, as profiles of one computer do. Programs in `bin` come before the machine's. */
  async desktop({ profile = 'default', args = [], data = join(this.dir, 'data'), bin } = {}) {
    const desktop = new Desktop(this, { profile, args, data, bin });
    this.#desktops.push(desktop);
    return desktop.start();
  }

  /** The app as it ships, in a real window with the keyboard. */
  async realWindow() {
    this.window = await new RealWindow(this).start();
    return this.window;
  }

  /** The app as it ships, around a page of the tests with more files beside it. */
  async builtWith(name, files) {
    const page = join(this.dir, `page-${name}`);
    await cp(join(import.meta.dirname, '..', name), page, { recursive: true });
    for (const [file, text] of Object.entries(files)) await writeFile(join(page, file), text);
    const program = join(this.dir, `parley-${name}`);
    await ship(page, program);
    return program;
  }

  /** A pretend Meta and carrier in a process of their own. */
  async world() {
    return new World(this).start();
  }

  /** Where the team's relay is, or will be: desktops are told at their start that they may use it without https. */
  teamPort() {
    this.#teamPort ??= freePort();
    return this.#teamPort;
  }

  /** A team's relay in a process of its own. */
  async relay(world) {
    return new TeamRelay(this, world).start();
  }

  /** Opens a page of its own; what goes wrong in it is noted. */
  async page(name, faults = this.faults) {
    const context = await this.browser.newContext({ viewport: { width: 1360, height: 860 }, locale: 'en-GB', colorScheme: 'light', reducedMotion: 'reduce' });
    this.#contexts.push(context);
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    page.on('pageerror', (error) => {
      if (!isOfWails(error)) this.faults.push(`${name}: ${error.stack ?? error}`);
    });
    page.on('console', (message) => {
      faults.push(`${message.type()}: ${message.text()}`);
      if (/Content Security Policy/.test(message.text()) && message.type() === 'error') this.faults.push(`${name}: ${message.text()}`);
    });
    this.#pages.set(name, page);
    return page;
  }

  /** Keeps what can be seen of a failure. */
  async keep(error) {
    const to = join(output, this.name);
    await mkdir(to, { recursive: true });
    await writeFile(join(to, 'error.txt'), `${error.stack ?? error}\n${error.cause?.stack ?? ''}\n`);
    for (const [name, page] of this.#pages) {
      if (page.isClosed()) continue;
      await page.screenshot({ path: join(to, `${name}.png`) }).catch(() => undefined);
      const text = await page.evaluate(() => `${location.href}\n\n${document.body.innerText}`).catch((reason) => `no text: ${reason.message}`);
      await writeFile(join(to, `${name}.txt`), text);
    }
    if (this.window !== undefined) await this.window.photograph(join(to, 'window.png')).catch(() => undefined);
    for (const desktop of this.#desktops) await writeFile(join(to, `console-${desktop.profile}.txt`), desktop.faults.join('\n'));
    for (const child of this.#children) await writeFile(join(to, `${child.name.replaceAll(/\W+/g, '-')}.log`), child.lines.join('\n'));
    return to;
  }

  async close() {
    for (const context of this.#contexts) await context.close().catch(() => undefined);
    for (const desktop of [...this.#desktops, this.window]) await desktop?.end();
    for (const child of this.#children.toReversed()) await child.kill();
    await rm(this.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Whether an error is one of the scripts that the development server puts into the page, and that never ship. */
function isOfWails(error) {
  const frames = (error.stack ?? '').split('\n').filter((line) => /https?:/.test(line));
  return frames.length > 0 && frames.every((line) => line.includes('/wails/'));
}

/** Forgets what former runs kept. */
export async function forgetOutput(names) {
  for (const name of await readdir(output).catch(() => [])) {
    if (names.includes(name)) await rm(join(output, name), { recursive: true, force: true });
  }
}
