/** Notes for colleagues: a mention reaches a colleague on another desktop, and nothing of it reaches the customer. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { ownerAndAgent } from '../lib/office.mjs';
import { pictures } from '../lib/pictures.mjs';
import { closeToasts, field, open, reply, showList } from '../lib/screens.mjs';

export const title = 'a note mentions a colleague, who reads it on another desktop; the customer gets none of it';

export async function run(stage) {
  const { world, owner, agent, lena } = await ownerAndAgent(stage);
  await writes(agent.page);
  await reads(owner.page);
  await links(owner.page, agent.page);
  await changes(agent.page, owner.page);
  await reply(agent.page, 'Es kommt morgen.');
  await world.control.onPhone(lena, (message) => message.text === 'Es kommt morgen.', 'the answer is on the phone');
  const texts = (await world.control.phone(lena)).filter((message) => !message.fromCustomer).map((message) => message.text);
  assert.deepEqual(texts, ['Es kommt morgen.'], 'no note is on the phone');
}

/** The agent begins a reply, writes a note beside it, and mentions the owner. */
async function writes(page) {
  await field(page).fill('Guten Tag Frau');
  await page.keyboard.press('Alt+Shift+N');
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.fill('Order 4711 was lost. @');
  await page.getByRole('option', { name: /Mara Owner/ }).waitFor();
  await pictures(page, '41-mention');
  await note.press('Enter');
  await note.pressSequentially('may I refund it?');
  assert.equal(await note.inputValue(), 'Order 4711 was lost. @Mara Owner may I refund it?');
  await note.press('Enter');
  await page.getByRole('article', { name: /^Note by You/ }).filter({ hasText: '@Mara Owner may I refund it?' }).waitFor();
  const axe = new Axe(page);
  await axe.look('a note');
  axe.judge();
  await pictures(page, '41-note');
  await page.keyboard.press('Alt+Shift+N');
  assert.equal(await field(page).inputValue(), 'Guten Tag Frau', 'the reply was left as it was');
}

/** The owner hears of it and comes to the note from the notification. */
async function reads(page) {
  await page.getByRole('link', { name: /^Notifications/ }).click();
  const line = page.getByRole('button', { name: /^You were mentioned in a note on/ });
  await line.waitFor();
  await pictures(page, '41-notice');
  await line.click();
  await page.getByRole('article', { name: /^Note by Nils Agent/ }).filter({ hasText: 'Order 4711 was lost.' }).waitFor();
  await page.getByText('Note', { exact: true }).click();
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.fill('Yes, up to 50 €.');
  await note.press('Enter');
  await page.getByRole('article', { name: /^Note by You/ }).waitFor();
}

/** The owner hands on a link to the customer's message in a note; the agent goes there by it, and is told of one that is gone. */
async function links(page, agent) {
  const message = page.getByRole('article').filter({ hasText: 'Wo bleibt mein Paket?' });
  const id = await message.getAttribute('data-message');
  const threadId = /threads\/(\w+)/.exec(page.url())?.[1];
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.fill(`see parley://conversations/${threadId}/${id} and parley://conversations/${threadId}/msg_gone`);
  await note.press('Enter');
  const there = agent.getByRole('article', { name: /^Note by Mara Owner/ }).filter({ hasText: 'see' });
  const link = there.getByRole('button', { name: /^A message in the conversation with/ });
  await link.first().click();
  await agent.locator(`[data-message="${id}"][data-flashed]`).waitFor();
  await link.last().click();
  await agent.getByText('The message of this link isn\'t here').waitFor();
  await pictures(agent, '41-links');
}

/** The agent reads the answer, corrects the note, deletes it and brings it back. */
async function changes(page, other) {
  await page.getByRole('article', { name: /^Note by Mara Owner/ }).filter({ hasText: 'Yes, up to 50 €.' }).waitFor();
  const mine = page.getByRole('article', { name: /^Note by You/ });
  await closeToasts(page);
  await mine.getByRole('button', { name: 'Actions on the note' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const editor = page.getByRole('textbox', { name: 'Change the note' });
  await editor.press('End');
  await editor.pressSequentially(' 40 €.');
  await editor.press('Enter');
  const theirs = other.getByRole('article', { name: /^Note by Nils Agent/ });
  await theirs.filter({ hasText: 'may I refund it? 40 €.' }).waitFor();
  await mine.getByRole('button', { name: 'Actions on the note' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await theirs.filter({ hasText: 'This note was deleted.' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await theirs.filter({ hasText: 'may I refund it? 40 €.' }).waitFor();
  await showList(page, 'Mine');
  await open(page, 'Lena Hoffmann');
}
