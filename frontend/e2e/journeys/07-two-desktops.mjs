/** Two desktops of one team and one thread: nobody answers twice, and a transfer moves the thread whole. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { accept, bubble, field, open, reply, row, showList } from '../lib/screens.mjs';
import { accepts, settle } from '../lib/team.mjs';

export const title = 'two desktops, one conversation: a stale reply is stopped, a transfer moves it, the board follows and assigns';

const password = 'seven small otters';

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const owner = await stage.desktop({ profile: 'mara' });
  const inbox = await settle(owner, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password });
  const agent = await joins(stage, owner, inbox);

  const lena = await world.control.customer('Lena Hoffmann', '4915228817386');
  await owner.request('presence.set', { userId: '', state: 'away', reason: '' });
  await agent.row('users', (user) => user.name === 'Mara Owner' && user.presence === 'away', 'the owner is away');
  await world.control.write(lena, 'Wo bleibt mein Paket?');
  await accept(agent.page, 'Lena Hoffmann');
  await bubble(agent.page, 'Wo bleibt mein Paket?').waitFor();

  await staleReply(stage, { world, relay, owner, agent, lena });
  await transfer({ world, owner, agent, lena });
  await board({ world, owner, agent });
  await shiftEnd({ world, owner, agent, lena });
}

/** A colleague comes by invitation, into the inbox. */
async function joins(stage, owner, inbox) {
  const agent = await stage.desktop({ profile: 'nils' });
  const userId = await accepts(agent, owner, { name: 'Nils Agent', email: 'nils@harbour-pine.example', password });
  const { userId: me } = await owner.call('Session', 'State');
  await owner.request('inbox.put', { id: inbox.inboxId, numberId: inbox.numberId, name: 'Support', mode: 'roundRobin', reassignSeconds: 300, members: [me, userId] });
  return agent;
}

/** The agent writes while cut off; the owner takes the thread and answers meanwhile. */
async function staleReply(stage, { world, owner, agent, lena }) {
  agent.app.signal('SIGSTOP');
  await showList(owner.page, 'All');
  const thread = await open(owner.page, 'Lena Hoffmann');
  await thread.getByRole('button', { name: 'Take' }).first().click();
  await reply(owner.page, 'Es kommt morgen.');
  await world.control.onPhone(lena, (message) => message.text === 'Es kommt morgen.', "the owner's answer is on the phone");
  // The agent's app hears of nothing, so its page still lets them answer.
  await reply(agent.page, 'Ich sehe gleich nach');
  agent.app.signal('SIGCONT');

  const mine = agent.page.getByRole('article', { name: 'Not sent' });
  await mine.getByText('Ich sehe gleich nach').waitFor({ timeout: 20_000 });
  await mine.getByRole('status').getByText(/^Not sent: /).waitFor();
  const texts = (await world.control.phone(lena)).filter((message) => !message.fromCustomer).map((message) => message.text);
  assert.deepEqual(texts, ['Es kommt morgen.'], 'the customer got one answer');
  await mine.getByRole('button', { name: 'Discard' }).click();
  await mine.waitFor({ state: 'detached' });
}

/** The owner hands the thread over with a note: it opens there with everything, and is answered there. */
async function transfer({ world, owner, agent, lena }) {
  await handOver(owner.page, 'She asks about order 4711.');
  // Taken back at once, it is the owner's again; then it goes for good.
  await owner.page.getByRole('button', { name: 'Take back' }).click();
  await owner.page.getByText('The conversation is yours again').waitFor();
  await handOver(owner.page, 'Order 4711, please.');
  await open(owner.page, 'Lena Hoffmann', row(owner.page, 'Lena Hoffmann').filter({ hasText: 'With Nils Agent' }));
  await owner.page.getByText('Nils Agent has this conversation.').waitFor();
  await showList(agent.page, 'Mine');
  await open(agent.page, 'Lena Hoffmann');
  await bubble(agent.page, 'Es kommt morgen.').waitFor();
  await agent.page.getByRole('article', { name: /^Note by Mara Owner/ }).filter({ hasText: 'Order 4711, please.' }).waitFor();
  await reply(agent.page, 'Ich übernehme.');
  await world.control.onPhone(lena, (message) => message.text === 'Ich übernehme.', "the agent's answer is on the phone");
  await bubble(owner.page, 'Ich übernehme.').waitFor();
}

/** The same in figures: charts and tables, and from a figure to its records. */
async function report(page) {
  await page.getByRole('radiogroup', { name: 'Board' }).getByText('Reports', { exact: true }).click();
  await page.getByRole('region', { name: 'In all' }).getByRole('button', { name: /^Conversations\s*2/ }).waitFor();
  await page.getByRole('region', { name: 'By day' }).locator('.recharts-bar-rectangle').first().waitFor();
  const axe = new Axe(page);
  await axe.look('the report');
  axe.judge();
  await pictures(page, '07-report');
  await page.getByRole('region', { name: 'Share per agent' }).scrollIntoViewIfNeeded();
  await pictures(page, '07-report-end');
  await page.getByRole('region', { name: 'Share per agent' }).getByText('Table', { exact: true }).click();
  await page.getByRole('button', { name: 'Nils Agent: show the records of 2 conversations' }).click();
  await page.getByRole('table', { name: 'Records' }).getByText('Omar Aziz').waitFor();
  assert.equal(await page.getByRole('table', { name: 'Records' }).getByRole('row').count(), 3, 'both conversations of the agent are in the records');
}

/** The owner watches the board: who has what, who leaves, who waits; assigns from it and calls the agent back. */
async function board({ world, owner, agent }) {
  const { page } = owner;
  const table = (name) => page.getByRole('table', { name, exact: true });
  const nils = table('Agents').getByRole('row').filter({ hasText: 'Nils Agent' });
  await page.getByRole('link', { name: 'Board' }).click();
  await nils.getByText('1 of 5').waitFor();
  await agent.request('presence.set', { userId: '', state: 'away', reason: 'Lunch' });
  await nils.getByText('Lunch').waitFor();
  await page.getByText('Nobody is online: new conversations wait in their queues.').waitFor();

  const omar = await world.control.customer('Omar Aziz', '4915228817399');
  await world.control.write(omar, 'Ist jemand da?');
  await page.getByRole('button', { name: /^In the queue\s*1/ }).waitFor();
  await table('Queues').getByRole('row').filter({ hasText: 'Support' }).getByText(/^Nobody online/).waitFor();
  const axe = new Axe(page);
  await axe.look('the board');
  axe.judge();
  await pictures(page, '07-board');
  await page.getByRole('button', { name: 'Assign the conversation with Omar Aziz' }).click();
  await pictures(page, '07-assign');
  const taker = page.getByRole('list', { name: 'Agents who can take it' }).getByRole('button', { name: /^Nils Agent/ });
  assert.equal(await taker.isDisabled(), true, 'nobody is given a conversation while they are away');
  await page.keyboard.press('Escape');
  await nils.getByRole('button', { name: 'Set the status of Nils Agent' }).click();
  await page.getByRole('menuitem', { name: 'Online' }).click();
  await agent.row('users', (user) => user.name === 'Nils Agent' && user.presence === 'online', 'the agent is called back');
  await table('In the queue').getByText('Offered to Nils Agent').waitFor();
  await page.getByRole('button', { name: 'Assign the conversation with Omar Aziz' }).click();
  await taker.click();
  await nils.getByText('2 of 5').waitFor();
  await page.getByRole('heading', { name: 'The queue is empty' }).waitFor();
  await open(agent.page, 'Omar Aziz');
  await bubble(agent.page, 'Ist jemand da?').waitFor();

  await page.getByRole('button', { name: /^Waiting for an answer\s*1/ }).click();
  await table('Waiting for an answer').getByRole('row').filter({ hasText: 'Omar Aziz' }).getByText('Nils Agent').waitFor();
  await pictures(page, '07-board-answer');
  await reply(agent.page, 'Ja, hier bin ich.');
  await page.getByRole('heading', { name: 'Nobody waits for an answer' }).waitFor();
  await report(page);
}

/** Gives the open conversation to the agent, with a note. */
async function handOver(page, note) {
  await page.getByRole('button', { name: 'Transfer', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^Transfer the conversation/ });
  await dialog.getByRole('radio', { name: /Nils Agent/ }).check();
  await dialog.getByRole('textbox', { name: 'Note for colleagues' }).fill(note);
  await pictures(page, '07-transfer');
  await dialog.getByRole('button', { name: 'Transfer', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** The agent ends their shift: what they have and had begun goes to the owner, comes back by Undo, and goes again. The customer hears nothing of it. */
async function shiftEnd({ world, owner, agent, lena }) {
  await owner.request('presence.set', { userId: '', state: 'online', reason: '' });
  await agent.row('users', (user) => user.name === 'Mara Owner' && user.presence === 'online', 'the owner is back');
  const before = (await world.control.phone(lena)).length;
  await open(agent.page, 'Lena Hoffmann');
  await field(agent.page).fill('Liebe Lena,');
  await leave(agent.page, 'She waits for a tracking number.');
  await agent.page.getByRole('button', { name: 'Undo' }).click();
  await agent.page.getByText('2 conversations are yours again.').waitFor();
  await showList(agent.page, 'Mine');
  await open(agent.page, 'Lena Hoffmann');
  await agent.page.getByText('Liebe Lena,').first().waitFor();
  await leave(agent.page, 'She waits for a tracking number.', '07-shift-end');
  await agent.page.getByText('You are offline and are offered nothing.').waitFor();

  await owner.page.getByRole('link', { name: 'Workspace' }).click();
  await showList(owner.page, 'Mine');
  await open(owner.page, 'Lena Hoffmann');
  await owner.page.getByRole('article', { name: /^Note by Nils Agent/ }).filter({ hasText: 'She waits for a tracking number.' }).last().waitFor();
  await pictures(owner.page, '07-notes');
  await owner.page.getByRole('button', { name: 'Use it as my reply' }).last().click();
  await field(owner.page).press('Enter');
  await world.control.onPhone(lena, (message) => message.text === 'Liebe Lena,', 'the owner sends what the agent had begun');
  assert.equal((await world.control.phone(lena)).length, before + 1, 'notes stay with colleagues');
}

/** Lena goes to the owner, whom routing would ask; Omar's conversation is closed. */
async function leave(page, note, picture) {
  await page.getByRole('button', { name: /Your presence/ }).click();
  await page.getByRole('menuitem', { name: /End my shift/ }).click();
  const dialog = page.getByRole('dialog', { name: 'End my shift' });
  await dialog.getByRole('combobox', { name: /What happens with .*Lena/ }).and(dialog.locator('[value*="Mara Owner"]')).waitFor();
  await dialog.getByRole('textbox', { name: /Note for colleagues about .*Lena/ }).fill(note);
  await dialog.getByText(/Your draft goes along/).waitFor();
  if (picture !== undefined) await pictures(page, picture);
  await dialog.getByRole('combobox', { name: /What happens with .*Omar/ }).click();
  await page.getByRole('option', { name: 'Close it' }).click();
  await dialog.getByRole('button', { name: 'End my shift' }).click();
  await dialog.waitFor({ state: 'detached' });
}
