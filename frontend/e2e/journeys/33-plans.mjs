/** A plan that branches leads customers to two inboxes; one of them promises an answer in time, and says so while it is owed. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { accept, offer, reply } from '../lib/screens.mjs';
import { settle } from '../lib/team.mjs';

export const title = 'a plan that branches: tried, saved, and followed by two customers; a service level from its field to its chip';

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const owner = await stage.desktop({ profile: 'mara' });
  const { page } = owner;
  const inbox = await settle(owner, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password: 'seven small otters' });
  const { userId } = await owner.call('Session', 'State');
  await owner.request('inbox.put', { id: '', name: 'Iberia', mode: 'roundRobin', numberId: '', reassignSeconds: 300, members: [userId] });

  await promises(page);
  await changedMeanwhile(owner);
  await plan(page);
  const { id: planId } = await owner.row('plans', (each) => each.name === 'By country', 'the plan is there');
  await owner.request('number.map', { numberId: inbox.numberId, inboxId: '', planId });

  const writes = async (name, phone) => world.control.write(await world.control.customer(name, phone, { noAutoRead: true }), 'Hello?');
  await writes('Inês Alves', '351912345678');
  await offer(page, 'Inês Alves').getByText('Iberia').waitFor();
  await accept(page, 'Inês Alves');
  const due = page.getByText(/^First answer due in 10\smin$/).first();
  await due.waitFor();
  await pictures(page, '33-due');
  await reply(page, 'Bom dia!');
  await due.waitFor({ state: 'detached' });

  await writes('Lena Hoffmann', '4915228817386');
  await offer(page, 'Lena Hoffmann').getByText('Support').waitFor();
  const thread = await accept(page, 'Lena Hoffmann');
  assert.equal(await thread.getByText(/due in/).count(), 0, 'the other inbox promises nothing');
}

/** The first answer of one inbox is due in ten minutes. */
async function promises(page) {
  await page.getByRole('link', { name: 'Inboxes' }).click();
  await page.getByRole('button', { name: 'Edit Iberia' }).click();
  const panel = page.getByRole('dialog', { name: 'Edit Iberia' });
  await panel.getByLabel('First answer, in minutes').fill('10');
  await panel.getByLabel('End of the conversation, in minutes').fill('5');
  await panel.getByText("An answer can't be due later than the end of the conversation.").waitFor();
  await panel.getByLabel('End of the conversation, in minutes').fill('');
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.waitFor({ state: 'detached' });
}

/** While the form is open, somebody else changes the inbox: what was left alone follows, and of what both changed a person chooses. What is typed outlives Escape. */
async function changedMeanwhile(owner) {
  const { page } = owner;
  const form = async () => {
    await page.getByRole('button', { name: 'Edit Iberia' }).click();
    return page.getByRole('dialog', { name: 'Edit Iberia' });
  };
  const capacity = 'Conversations of this inbox that an agent has at once';
  let panel = await form();
  await panel.getByLabel('Time to accept, in seconds').fill('60');
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  const { id } = await owner.row('inboxes', (each) => each.name === 'Iberia', 'the inbox is there');
  await owner.request('inbox.put', { id, name: '', mode: '', numberId: '', reassignSeconds: 90, members: [], capacity: 8, edited: { reassignSeconds: 300, capacity: 0 } });
  panel = await form();
  const choice = panel.getByRole('alert').filter({ hasText: 'It is now: 90' });
  await choice.waitFor();
  assert.equal(await panel.getByLabel(capacity).inputValue(), '8', 'what was left alone follows');
  await choice.evaluate((note) => note.scrollIntoView({ block: 'center' }));
  await pictures(page, '33-changed-meanwhile');
  await choice.getByRole('button', { name: 'Keep mine' }).click();
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.waitFor({ state: 'detached' });
  await owner.row('inboxes', (each) => each.reassignSeconds === 60 && each.capacity === 8 && each.members.length === 1, 'both changes are kept');
}

/** Numbers that begin with +351 go to one inbox, the rest to the other. It is tried before it is saved. */
async function plan(page) {
  await page.getByRole('button', { name: 'Add a plan' }).click();
  const panel = page.getByRole('dialog', { name: 'New plan' });
  await panel.getByRole('textbox', { name: 'Name', exact: true }).fill('By country');
  if ((await panel.getByRole('group', { name: 'Way 1' }).count()) === 0) await panel.getByRole('button', { name: 'Add a way' }).click();
  await panel.getByRole('combobox', { name: 'What way 1, condition 1 looks at' }).click();
  await page.getByRole('option', { name: 'Phone number begins with' }).click();
  await panel.getByRole('textbox', { name: 'Beginning of way 1, condition 1' }).fill('+351');
  await choose(page, panel, 'Way 1 leads to', 'Iberia');
  await choose(page, panel, 'Otherwise', 'Support');
  await panel.getByRole('button', { name: 'Where would it go?' }).click();
  await panel.getByText('No way holds: to Support').waitFor();
  const axe = new Axe(page);
  await axe.look('a plan');
  axe.judge();
  await pictures(page, '33-plan');
  await panel.getByRole('button', { name: 'Create the plan' }).click();
  await panel.waitFor({ state: 'detached' });
  await page.getByRole('table', { name: 'Plans that branch' }).getByText(/Iberia.* · otherwise: .*Support/).waitFor();
  await pictures(page, '33-plans');
}

async function choose(page, panel, label, option) {
  await panel.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}
