/** A team's relay and the pretend Meta beside it, each in a process that a test may cut or kill. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Control } from './control.mjs';
import { freePort } from './process.mjs';
import { until, within } from './wait.mjs';

/** Meta, the carrier and the customers, played by backend/sandbox. */
export class World {
  constructor(stage) {
    this.stage = stage;
  }

  async start() {
    const child = this.stage.child('world', this.stage.built.world, ['meta'], { env: { PATH: process.env.PATH }, log: join(this.stage.dir, 'world.log') });
    const line = await until(() => child.lines.find((each) => each.startsWith('{')), () => `the world says where it is: ${child.lines.join(' | ')}`);
    Object.assign(this, JSON.parse(line));
    this.control = new Control(this.url);
    return this;
  }
}

/** `parley-relay serve` as a team runs it. */
export class TeamRelay {
  constructor(stage, world) {
    this.stage = stage;
    this.world = world;
    this.dir = join(stage.dir, 'team-relay');
  }

  async start() {
    await mkdir(this.dir, { recursive: true });
    this.port ??= await this.stage.teamPort();
    this.internal ??= await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    const args = [
      'serve',
      ...this.place(),
      `--public-listen=127.0.0.1:${this.port}`,
      `--internal-listen=127.0.0.1:${this.internal}`,
      `--meta-base-url=${this.world.url}/graph`,
      `--meta-dialog-url=${this.world.url}/facebook`,
      `--meta-script-url=${this.world.url}/facebook/sdk.js`,
      `--vonage-base-url=${this.world.url}/vonage`,
      `--twilio-base-url=${this.world.url}/twilio`,
      '--organization=Harbour & Pine',
    ];
    this.child = this.stage.child('relay', this.stage.built.relay, args, { env: { PATH: process.env.PATH }, log: join(this.stage.dir, 'team-relay.log') });
    await until(
      async () => {
        if (this.child.gone) throw new Error(`the relay ended: ${this.child.lines.slice(-3).join(' | ')}`);
        return (await fetch(`http://127.0.0.1:${this.internal}/readyz`)).ok;
      },
      'the relay is ready',
      20_000,
    );
    return this;
  }

  place() {
    return [`--data-dir=${this.dir}`, `--public-url=${this.url}`];
  }

  /** Does what an operator does while the relay is stopped, and starts it again. */
  async #stopped(...args) {
    await this.kill();
    const done = this.stage.child(args.slice(0, 2).join(' '), this.stage.built.relay, [...args, ...this.place()], { env: { PATH: process.env.PATH } });
    await within(done.ended, 20_000, `${args.slice(0, 2).join(' ')} ends`);
    await this.start();
    return done.lines.join('\n');
  }

  /** Says how many licences the organization has: --contact-center=3 and so on. */
  async seats(...bought) {
    return this.#stopped('org', 'seats', 'Harbour & Pine', ...bought);
  }

  /** Makes another organization; gives its owner's one-time link. */
  async organization(name, owner) {
    const said = await this.#stopped('org', 'create', name, `--owner=${owner}`);
    const link = /^\S+:\/\/\S+$/m.exec(said)?.[0];
    if (link === undefined) throw new Error(`no link for the owner: ${said}`);
    return link;
  }

  /** The one-time code of the first owner, as it lies beside the data. */
  async ownerCode() {
    return (await readFile(join(this.dir, 'first-owner.txt'), 'utf8')).trim();
  }

  async kill() {
    await this.child.kill();
  }

  /** Has it crash as a bug would: what every part of it was doing is printed, and lies in its log. */
  async crash() {
    this.child.signal('SIGQUIT');
    await within(this.child.ended, 20_000, 'the relay crashes');
    await until(async () => /SIGQUIT[^]*goroutine \d+/.test(await readFile(join(this.stage.dir, 'team-relay.log'), 'utf8')), 'the crash is in the log');
  }
}

/** Ends the relay as a power cut would, or as `end` does; sees that the window says so; has it started again. */
export async function dies(relay, desktop, end = () => relay.kill()) {
  await end();
  await desktop.page.getByText(/^Offline|^Reconnecting|can't be reached/i).first().waitFor({ timeout: 20_000 });
  await relay.start();
  await again(desktop);
}

/** Until a desktop is back: by itself it tries more seldom the longer its relay is away, so the person has it try now. */
export function again(desktop) {
  return until(
    async () => {
      if ((await desktop.call('Session', 'State')).link.state === 'live') return true;
      await desktop.page.getByRole('button', { name: 'Try now' }).click({ timeout: 500 }).catch(() => undefined);
      return false;
    },
    'the desktop is back',
    60_000,
  );
}

/**
 * Makes the first owner on a desktop that has nothing chosen yet, and connects the sandbox's ready number with an
 * inbox. The wizard has a journey of its own; here its calls are made as the page makes them.
 */
export async function settle(desktop, relay, { name, email, password, inbox = {} }) {
  const { world } = relay;
  await claim(desktop, relay, { name, email, password });
  const app = await desktop.request('app.put', { id: world.appId, name: 'Shop', secret: world.appSecret });
  await world.control.post('targets', { Meta: `${relay.url}/webhooks/meta/${world.appId}`, Vonage: `${relay.url}/webhooks/vonage/sms`, Graph: `${world.url}/graph` });
  await desktop.request('waba.verify', { appId: world.appId, wabaId: world.wabaId, token: world.token });
  let setup = await desktop.request('setup.begin', { phone: world.number });
  setup = await desktop.request('setup.connect', { setupId: setup.id, wabaId: world.wabaId, displayName: 'Harbour & Pine' });
  const { userId } = await desktop.call('Session', 'State');
  const made = await desktop.request('inbox.put', { id: '', name: 'Support', mode: 'roundRobin', reassignSeconds: 300, members: [userId], ...inbox });
  await desktop.request('setup.save', {
    setupId: setup.id, step: 'summary', name: 'WhatsApp_Support', description: '', serviceName: 'Support', dataSource: [], profile: setup.profile, inboxId: made.id,
  });
  const done = await desktop.request('setup.finish', { setupId: setup.id, pin: world.pin });
  if (done.said) throw new Error(`the number is not connected: ${JSON.stringify(done.said)}`);
  return { app, inboxId: made.id, numberId: done.numberId };
}

/** Makes the first owner on a desktop that has nothing chosen yet. */
export async function claim(desktop, relay, { name, email, password }) {
  await desktop.call('Session', 'Connect', relay.url);
  await desktop.call('Session', 'Claim', await relay.ownerCode(), name, email, password);
  await live(desktop);
}

/** Somebody comes by invitation, on a desktop that has nothing chosen yet; gives their id. */
export async function accepts(desktop, owner, { name, email, password, role = 'agent' }) {
  const invitation = await owner.request('people.invite', { name, email, role });
  const { page } = desktop;
  await page.getByRole('button', { name: 'I have an invitation or a reset code' }).click();
  await page.getByRole('textbox', { name: 'Invitation link or code' }).fill(invitation.link);
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  return (await live(desktop)).userId;
}

/** Waits until a desktop is signed in and in step with its relay. */
export function live(desktop) {
  return until(async () => {
    const state = await desktop.call('Session', 'State');
    return state.phase === 'ready' && state.link.state === 'live' ? state : undefined;
  }, 'the desktop is signed in and live', 20_000);
}
