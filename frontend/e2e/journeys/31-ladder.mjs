/** An alert that nobody sees climbs: louder, the task bar, the next one, the supervisor; and it is counted when it reached nobody. */
import assert from 'node:assert/strict';
import { asksAttention } from '../lib/attention.mjs';
import { serve, shown } from '../lib/notifications.mjs';
import { pictures } from '../lib/pictures.mjs';
import { Speaker } from '../lib/speaker.mjs';
import { accepts, settle } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'an offer that nobody sees: louder, the task bar, the next one, the supervisor, and the count of what reached nobody';
// A person has two minutes for the last call, and nothing happens in them.
export const waits = true;

const password = 'seven small otters';
// Of an offer that stands so long the first step is due after half, the second after three quarters.
const stands = 12;
const unseenAfter = 135_000;

export async function run(stage) {
  const service = await serve(stage);
  const speaker = await new Speaker(stage.dir).install();
  const world = await stage.world();
  const relay = await stage.relay(world);
  const owner = await stage.desktop({ profile: 'mara' });
  const inbox = await settle(owner, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password });
  const agent = await stage.desktop({ profile: 'nils', bin: speaker.bin });
  const nils = await accepts(agent, owner, { name: 'Nils Agent', email: 'nils@harbour-pine.example', password });
  const { userId: mara } = await owner.call('Session', 'State');
  await owner.request('inbox.put', { id: inbox.inboxId, numberId: inbox.numberId, name: 'Support', mode: 'roundRobin', reassignSeconds: stands, members: [mara, nils] });
  await owner.request('presence.set', { userId: '', state: 'away', reason: '' });
  await agent.row('users', (user) => user.id === mara && user.presence === 'away', 'the owner is away');

  const lena = await world.control.customer('Lena Hoffmann', '4915228817386');
  await world.control.write(lena, 'Wo bleibt mein Paket?');
  // From here on nobody touches a window: what is asked goes past the page.
  await climbs(stage, { service, speaker, owner, agent, nils });
  await goesOn(stage, { owner, agent, mara });
  await counted({ owner, mara, nils });
}

/** The offer is told, then louder, then the task bar asks. */
async function climbs(stage, { service, speaker, owner, agent, nils }) {
  await agent.row('offers', (each) => each.userId === nils && each.state === 'open', 'the conversation is offered to the agent');
  await owner.request('presence.set', { userId: '', state: 'online', reason: '' });
  await shown(service, (each) => each.title.includes('Lena Hoffmann'), 'the offer is notified');
  const first = await until(async () => (await speaker.loudness())[0], 'the chime is played');
  assert.equal(await asksAttention(stage, agent.app), false, 'the task bar does not ask at once');
  const louder = await until(async () => (await speaker.loudness())[1], 'the chime is played again');
  assert.ok(louder > 1.5 * first, `the second chime is louder: ${first}, then ${louder}`);
  await until(() => asksAttention(stage, agent.app), 'the task bar asks for the agent');
}

/** The next one is asked, who misses it too, and then the supervisor is told. */
async function goesOn(stage, { owner, agent, mara }) {
  await owner.row('offers', (each) => each.userId === mara && each.state === 'open', 'the conversation is offered to the next one');
  await until(async () => !(await asksAttention(stage, agent.app)), 'the task bar is quiet again: there is nothing to accept any more');
  await owner.row('notices', (each) => each.type === 'escalation', 'the supervisor is told');
}

/** After two minutes in which nobody saw the last call, it is one that reached nobody, and the page says whom it called. */
async function counted({ owner, mara, nils }) {
  const missed = await until(async () => (await owner.request('alert.unreached', { since: 0 })).items[0], 'the alert is counted', unseenAfter + 30_000);
  assert.equal(missed.type, 'escalation');
  assert.deepEqual(
    missed.people.map(({ userId, why }) => ({ userId, why })).toSorted((a, b) => Number(a.userId === nils) - Number(b.userId === nils)),
    [{ userId: mara, why: 'unseen' }, { userId: nils, why: 'unseen' }],
    'the systems of both took it, and nobody saw it',
  );
  const { page } = owner;
  await page.getByRole('link', { name: /^Notifications/ }).click();
  await page.getByRole('button', { name: 'Alerts that reached no human today: 1' }).click();
  await page.getByText(/Nils Agent.*they were not at the app/).waitFor();
  await pictures(page, '31-unreached');
  // Whoever takes it has seen it.
  await page.getByRole('link', { name: 'Lena Hoffmann' }).click();
  await page.getByRole('region', { name: 'Conversation with Lena Hoffmann' }).getByRole('button', { name: 'Take' }).first().click();
  await page.getByRole('textbox', { name: 'Reply' }).waitFor();
}
