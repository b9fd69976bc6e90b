/** One desktop: the real app under its own screen, and the page of it that the tests drive. */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Control } from './control.mjs';
import { Child, freePort, killPid } from './process.mjs';
import { until, within } from './wait.mjs';

/** A profile of the app: start, page, kill, start again. */
export class Desktop {
  constructor(stage, { profile = 'default', data, args = [], bin }) {
    this.stage = stage;
    this.profile = profile;
    this.data = data;
    this.args = args;
    this.bin = bin;
    this.faults = [];
  }

  /** Starts the app and opens its page. */
  async start() {
    this.port = await freePort();
    const env = {
      ...(await freshHome(this.stage, this.profile)),
      devserver: `127.0.0.1:${this.port}`,
      assetdir: this.stage.built.driven,
      loglevel: 'error',
    };
    if (this.bin !== undefined) env.PATH = `${this.bin}:${env.PATH}`;
    const log = join(this.stage.dir, `app-${this.profile}.log`);
    this.app = this.stage.child(`app ${this.profile}`, this.stage.built.app, ['--data', this.data, '--profile', this.profile, '--relay-in-clear', `http://127.0.0.1:${await this.stage.teamPort()}`, ...this.args], { env, cwd: this.stage.dir, log });
    const url = `http://127.0.0.1:${this.port}/`;
    await until(
      async () => {
        if (this.app.gone) throw new Error(`the app ended: ${this.app.lines.slice(-5).join(' | ')}`);
        return (await fetch(url)).ok;
      },
      'the app serves its page',
      30_000,
    );
    await this.open(url);
    return this;
  }

  async open(url) {
    this.page = await this.stage.page(this.profile, this.faults);
    await this.page.goto(url);
    await this.page.waitForFunction(() => window.go?.bridge?.Session !== undefined);
  }

  /** Calls a bound method as the page does. Wails never answers a call with the wrong number of arguments. */
  call(service, method, ...args) {
    const answer = this.page.evaluate(
      async ([name, verb, given]) => {
        try {
          return await window.go.bridge[name][verb](...given);
        } catch (error) {
          throw new Error(`${name}.${verb}: ${error?.message ?? error}`);
        }
      },
      [service, method, args],
    );
    return within(answer, 70_000, `${service}.${method} answers`);
  }

  /** Makes a command or a call of the relay, as the page does, and gives its answer. */
  async request(name, body) {
    return JSON.parse(await this.call('Requests', 'Do', name, JSON.stringify(body)));
  }

  /** A row that the desktop holds of a list of Sync.Changes, once one fits. */
  row(list, fits, what) {
    return until(
      async () => {
        for (let rev = 0, more = true; more; ) {
          const page = await this.call('Sync', 'Changes', rev);
          const found = page.rows[list].find(fits);
          if (found !== undefined) return found;
          ({ rev, more } = page);
        }
        return undefined;
      },
      what,
    );
  }

  /** What the relay of this computer wrote down about itself. */
  async discovery(practice = true) {
    return JSON.parse(await readFile(join(this.data, practice ? 'practice-relay' : 'relay', 'discovery.json'), 'utf8'));
  }

  /** The strings of the sandbox behind this computer's practice. */
  async control() {
    return new Control((await this.discovery()).sandbox);
  }

  /** Ends the app as a power cut would; its page goes with it. */
  async kill() {
    await this.page?.context().close();
    this.page = undefined;
    await this.app?.kill();
  }

  /** Ends everything that this desktop started, its relay too. */
  async end() {
    await this.app?.kill();
    await endRelays(this.data);
  }
}

/** Ends the relays of a computer whose desktops are gone. */
export async function endRelays(data) {
  for (const name of ['practice-relay', 'relay']) {
    const file = join(data, name, 'discovery.json');
    if (existsSync(file)) killPid(JSON.parse(await readFile(file, 'utf8')).pid);
  }
}

/** Makes a home that nobody has used, and gives the environment of an app in it. */
export async function freshHome(stage, name) {
  const home = join(stage.dir, `home-${name}`);
  for (const each of ['.config', '.cache', '.local/share', 'run']) await mkdir(join(home, each), { recursive: true, mode: 0o700 });
  return appEnv(stage, home);
}

/** The environment of an app that shall touch nothing of the machine's user. */
function appEnv(stage, home) {
  const { PATH, LANG = 'C.UTF-8', TMPDIR } = process.env;
  return {
    PATH,
    LANG,
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_RUNTIME_DIR: join(home, 'run'),
    DISPLAY: stage.display,
    DBUS_SESSION_BUS_ADDRESS: stage.bus,
    GDK_BACKEND: 'x11',
    GIO_USE_VFS: 'local',
    GSETTINGS_BACKEND: 'memory',
    NO_AT_BRIDGE: '1',
    LIBGL_ALWAYS_SOFTWARE: '1',
    WEBKIT_DISABLE_DMABUF_RENDERER: '1',
    WEBKIT_DISABLE_COMPOSITING_MODE: '1',
  };
}
