/** Each mode of assignment with three desktops: who is asked shows on their screen, and why on the supervisor's. */
import assert from 'node:assert/strict';
import { pictures } from '../lib/pictures.mjs';
import { accept, offer, open, showList } from '../lib/screens.mjs';
import { accepts, settle } from '../lib/team.mjs';

export const title = 'six modes, three desktops: round robin, least busy, proficiency, longest idle, sticky, manual, each with its why card';

const password = 'seven small otters';

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const owner = await stage.desktop({ profile: 'mara' });
  const inbox = await settle(owner, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password });
  const nils = await joins(stage, owner, 'Nils Agent', 'nils');
  const ines = await joins(stage, owner, 'Ines Agent', 'ines');
  const team = { world, owner, nils, ines, customers: new Map(), mode: (mode, more = {}) => setMode(owner, inbox, mode, { members: [nils.id, ines.id], ...more }) };
  await roundRobin(team);
  await leastBusy(team);
  await proficiency(team);
  await longestIdle(team);
  await sticky(team);
  await manual(team);
}

/** A colleague comes by invitation. */
async function joins(stage, owner, name, profile) {
  const desktop = await stage.desktop({ profile });
  const id = await accepts(desktop, owner, { name, email: `${profile}@harbour-pine.example`, password });
  return { desktop, page: desktop.page, id, name };
}

async function setMode(owner, { inboxId, numberId }, mode, more) {
  await owner.request('inbox.put', { id: inboxId, numberId, name: 'Support', mode, reassignSeconds: 300, ...more });
  await owner.row('inboxes', (box) => box.id === inboxId && box.mode === mode, `the inbox assigns by ${mode}`);
}

const phones = { 'Lena Hoffmann': '4915228817386', 'Omar Aziz': '4915228817399', 'Nora Lind': '4915228817388', 'Emil Novak': '4915228817377', 'Rosa Diaz': '4915228817366', 'Jan Kral': '4915228817355' };

/** A customer writes. */
async function writes({ world, customers }, name, text) {
  const id = customers.get(name) ?? (await world.control.customer(name, phones[name], { noAutoRead: true }));
  customers.set(name, id);
  await world.control.write(id, text);
}

/** A customer writes, one agent is asked and accepts, and the other one is not asked. */
async function comesTo(team, name, agent) {
  await writes(team, name, 'Is somebody there?');
  await accept(agent.page, name);
  const other = agent === team.nils ? team.ines : team.nils;
  assert.equal(await offer(other.page, name).count(), 0, `${other.name} is not asked about ${name}`);
}

/** What the supervisor's why card says of a conversation: the mode and the winner, and why the other one was not asked. */
async function why({ owner }, name, { title: heading, sentence, rows }) {
  await showList(owner.page, 'All');
  await open(owner.page, name);
  const card = owner.page.getByRole('region', { name: heading, exact: true });
  await card.getByText(sentence).waitFor();
  for (const [who, reason] of Object.entries(rows)) await card.getByRole('listitem').filter({ hasText: who }).getByText(reason).waitFor();
}

/** Ends an agent's conversation with a customer. */
async function closes(agent, name) {
  const { desktop, id } = agent;
  const contact = await desktop.row('contacts', (each) => each.label === name, `the customer ${name}`);
  const thread = await desktop.row('threads', (each) => each.contactId === contact.id && each.state === 'open' && each.owner === id, `the conversation with ${name}`);
  await desktop.request('interaction.close', { interactionId: thread.interactionId, epoch: thread.epoch });
}

async function roundRobin(team) {
  await team.mode('roundRobin');
  await comesTo(team, 'Lena Hoffmann', team.nils);
  await comesTo(team, 'Omar Aziz', team.ines);
  await why(team, 'Omar Aziz', {
    title: 'Why this conversation came to Ines Agent', sentence: /^Round robin\. Ines Agent was asked because it was their turn\.$/,
    rows: { 'Ines Agent': 'next in turn', 'Nils Agent': 'free, later in turn' },
  });
}

/** It would be Nils's turn, and Ines has fewer. */
async function leastBusy(team) {
  await closes(team.ines, 'Omar Aziz');
  await team.mode('leastBusy');
  await comesTo(team, 'Nora Lind', team.ines);
  await why(team, 'Nora Lind', {
    title: 'Why this conversation came to Ines Agent', sentence: /^Least busy\. Ines Agent was asked because they had the fewest conversations\.$/,
    rows: { 'Ines Agent': '0 conversations, the fewest', 'Nils Agent': 'free, 1 conversation' },
  });
}

/** It would be Nils's turn again. */
async function proficiency(team) {
  await team.mode('proficiency', { levels: [{ userId: team.nils.id, level: 20 }, { userId: team.ines.id, level: 80 }] });
  await comesTo(team, 'Emil Novak', team.ines);
  await why(team, 'Emil Novak', {
    title: 'Why this conversation came to Ines Agent', sentence: /^Proficiency\. Ines Agent was asked because they had the highest level\.$/,
    rows: { 'Ines Agent': 'level 80, the highest', 'Nils Agent': 'free, level 20' },
  });
  await pictures(team.owner.page, '32-proficiency');
}

/** Nobody who has a conversation is asked; then whoever's last one ended first. It would be Nils's turn. */
async function longestIdle(team) {
  await closes(team.ines, 'Nora Lind');
  await closes(team.ines, 'Emil Novak');
  await closes(team.nils, 'Lena Hoffmann');
  await team.mode('longestIdle');
  await comesTo(team, 'Rosa Diaz', team.ines);
  await why(team, 'Rosa Diaz', {
    title: 'Why this conversation came to Ines Agent', sentence: /^Longest idle\. Ines Agent was asked because they had been idle for longest\.$/,
    rows: { 'Ines Agent': /^idle since .*, the longest$/, 'Nils Agent': /^free, idle since / },
  });
}

/** Omar had Ines last: he comes back to her, though it would be Nils's turn. */
async function sticky(team) {
  await team.mode('sticky', { dials: 1 });
  await comesTo(team, 'Omar Aziz', team.ines);
  await why(team, 'Omar Aziz', {
    title: 'Why this conversation came to Ines Agent', sentence: /^Sticky agent\. Ines Agent was asked because they had this customer last\.$/,
    rows: { 'Ines Agent': 'had this customer last', 'Nils Agent': "free, but the customer's last agent is too" },
  });
}

/** Nobody is asked; the card says who may take it; Nils takes it from the queue. */
async function manual(team) {
  const { nils, ines } = team;
  await team.mode('manual');
  await writes(team, 'Jan Kral', 'Who is there?');
  await why(team, 'Jan Kral', {
    title: 'Why this conversation is waiting', sentence: /^Manual queue\. Agents take conversations from this queue themselves\.$/,
    rows: { 'Nils Agent': 'can take it', 'Ines Agent': 'can take it' },
  });
  await pictures(team.owner.page, '32-manual');
  for (const each of [nils, ines]) assert.equal(await offer(each.page, 'Jan Kral').count(), 0, 'nobody is asked');
  await waitingList(nils.page).click();
  const thread = await open(nils.page, 'Jan Kral');
  await thread.getByRole('button', { name: 'Take' }).first().click();
  await team.owner.page.getByText('Nils Agent has this conversation.').waitFor();
  await waitingList(ines.page).click();
  await ines.page.locator('[data-thread]').filter({ hasText: 'Jan Kral' }).waitFor({ state: 'detached' });
}

/** The list of what waits: its name has the count beside it. */
function waitingList(page) {
  return page.getByRole('radiogroup', { name: 'Lists' }).getByText(/^Waiting/);
}
