/** The app as it ships, in a real window: driven by keys alone, read as a screen reader reads it. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Control } from './control.mjs';
import { endRelays, freshHome } from './desktop.mjs';
import { until } from './wait.mjs';

const run = promisify(execFile);
// More Tabs than any screen has stops.
const mostStops = 120;

/** A window with a small window manager around it. */
export class RealWindow {
  constructor(stage, program = stage.built.ships, name = 'window') {
    this.stage = stage;
    this.program = program;
    this.name = name;
    this.data = join(stage.dir, `data-${name}`);
  }

  /** Starts the app; `more` goes into its environment. */
  async start(more = {}) {
    const { stage } = this;
    this.env = { ...(await freshHome(stage, this.name)), ...more };
    delete this.env.NO_AT_BRIDGE;
    stage.child('openbox', stage.programs.openbox, ['--sm-disable'], { env: this.env });
    stage.child('accessibility', stage.programs['at-spi-bus-launcher'], ['--launch-immediately', '--a11y=1'], { env: this.env });
    await until(() => this.items().then(() => true), 'the accessibility bus is there');
    this.app = stage.child(this.name, this.program, ['--data', this.data], { env: this.env, cwd: stage.dir, log: join(stage.dir, `${this.name}.log`) });
    await until(
      async () => {
        if (this.app.gone) throw new Error(`the app ended: ${this.app.lines.slice(-5).join(' | ')}`);
        return (await this.#xdotool('search', '--onlyvisible', '--name', '^Parley$')) !== '';
      },
      'the window is there',
      30_000,
    );
    return this;
  }

  /** What stands in the page, in its order: names, and where the focus is. */
  async items() {
    const { stdout } = await run(this.stage.built.world, ['screen'], { env: this.env, timeout: 30_000, maxBuffer: 16 << 20 });
    return JSON.parse(stdout);
  }

  /** Waits until something by that name shows, and gives its name. */
  async shows(name, timeout = 20_000) {
    let last = [];
    return until(
      async () => {
        last = await this.items();
        return last.find((each) => each.showing && matches(each.name, name))?.name;
      },
      () => `"${name}" shows in the window; there is: ${last.map((each) => each.name).filter((each) => each !== '').join(' · ')}`,
      timeout,
    );
  }

  async key(keys) {
    await this.#xdotool('key', '--clearmodifiers', keys);
  }

  async type(text) {
    await this.#xdotool('type', '--clearmodifiers', '--delay', '15', text);
  }

  /** Goes to something by Tab alone, as who has no mouse does; back with "shift+Tab". */
  async tabTo(name, key = 'Tab') {
    await this.shows(name);
    // To read the screen takes longest of all, so each reading serves for both questions.
    let items = await this.items();
    for (let stops = 0; stops < mostStops; stops++) {
      if (isOn(items, name)) return;
      const before = focusOf(items);
      await this.key(key);
      const moved = async () => {
        items = await this.items();
        return focusOf(items) !== before;
      };
      // The focus has moved, or there was nothing to move it to.
      await until(moved, 'Tab moves the focus', 1_500).catch(() => undefined);
    }
    throw new Error(`Tab does not lead to "${name}"; the focus is on "${focusOf(items)}"`);
  }

  /** Goes from the reply, or from a message, to something in the newest message: the list is one stop, and the arrows go within it. */
  async toNewest(name) {
    await this.tabTo('Messages', 'shift+Tab');
    await this.key('Up');
    await this.tabTo(name);
  }

  /** Waits until something by that name has the focus. */
  isOn(name) {
    return until(async () => isOn(await this.items(), name), () => `the focus is on "${name}"`);
  }

  /** Goes to a button or link and presses it. */
  async press(name) {
    await this.tabTo(name);
    await this.key('Return');
  }

  /** What the system's clipboard holds; "" when it holds nothing. */
  async clipboard() {
    const { stdout } = await run(this.stage.programs.xclip, ['-selection', 'clipboard', '-o'], { env: this.env, timeout: 5_000 }).catch(() => ({ stdout: '' }));
    return stdout;
  }

  /** Another program takes the clipboard, for a text or for the bytes of a picture. */
  async copyElsewhere(text, mime = 'UTF8_STRING') {
    // What holds the clipboard stays in the background, so its output is not waited for.
    const xclip = spawn(this.stage.programs.xclip, ['-selection', 'clipboard', '-t', mime, '-i'], { env: this.env, stdio: ['pipe', 'ignore', 'ignore'] });
    xclip.stdin.end(text);
    await once(xclip, 'exit');
  }

  async control() {
    return new Control(JSON.parse(await readFile(join(this.data, 'practice-relay', 'discovery.json'), 'utf8')).sandbox);
  }

  async photograph(path) {
    await run(this.stage.programs.import, ['-window', 'root', path], { env: this.env, timeout: 10_000 });
  }

  async end() {
    await this.app?.kill();
    await endRelays(this.data);
  }

  async #xdotool(...args) {
    const { stdout } = await run(this.stage.programs.xdotool, args, { env: this.env, timeout: 30_000 }).catch((error) => {
      if (args[0] === 'search') return { stdout: '' }; // it finds nothing yet
      throw error;
    });
    return stdout.trim();
  }
}

function matches(text, name) {
  return name instanceof RegExp ? name.test(text) : text === name;
}

const isOn = (items, name) => items.some((each) => each.focused && matches(each.name, name));

/** Where the focus is. Things may share a name; their place tells them apart. */
function focusOf(items) {
  const at = items.findLastIndex((each) => each.focused);
  return at < 0 ? '' : `${at} ${items[at].name}`;
}
