/** Ratings: an inbox asks after Close, the customer taps a score and says a word, and nobody is asked to answer; a low one is found. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { accept, bubble, closeToasts, offer, open, reply, showList, startPractice } from '../lib/screens.mjs';

export const title = 'a customer rates a closed conversation, and it stays closed';

const question = 'How did we do, from 1 to 5?';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  await offer(page, 'Lena Hoffmann').waitFor({ timeout: 20_000 });
  await asks(page);
  await accept(page, 'Lena Hoffmann');
  await reply(page, 'It is on its way.');
  await bubble(page, 'It is on its way.').waitFor();
  await closeToasts(page);
  await page.getByRole('button', { name: 'Close', exact: true }).first().click();
  const asked = await control.onPhone('lena', (message) => message.text === question, 'the question is on the phone');
  assert.equal(asked.buttons.length, 5, 'five rows to tap');
  await rates(page, control, asked);
  await finds(page);
  await leads(page);
}

/** The inbox is told to ask, at once. */
async function asks(page) {
  await page.getByRole('link', { name: 'Inboxes' }).click();
  await page.getByRole('button', { name: /^Edit / }).first().click();
  const panel = page.getByRole('dialog', { name: /^Edit / });
  await panel.getByRole('switch', { name: /^Ask customers for a rating/ }).click();
  await panel.getByRole('textbox', { name: 'Question' }).fill(question);
  await panel.getByLabel('Minutes after Close').fill('0');
  await panel.getByRole('textbox', { name: 'Thanks (optional)' }).fill('Thank you, that helps us.');
  await panel.getByText('Preview', { exact: true }).evaluate((caption) => caption.scrollIntoView({ block: 'center' }));
  await pictures(page, '52-setting');
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Workspace' }).click();
}

/** A tap, thanks, a word after it: all in the conversation that was closed. */
async function rates(page, control, asked) {
  await control.post('write', { customerId: 'lena', content: { kind: 'list_reply', text: asked.buttons[0].title, buttonId: asked.buttons[0].id, replyTo: asked.id } });
  await control.onPhone('lena', (message) => message.text === 'Thank you, that helps us.', 'the thanks are on the phone');
  await control.write('lena', 'Very friendly');
  await showList(page, 'Ended');
  const thread = await open(page, 'Lena Hoffmann');
  await thread.getByText('Comment with the rating').waitFor({ timeout: 20_000 });
  await thread.getByRole('article').getByRole('img', { name: '5 of 5 stars' }).first().waitFor();
  await page.getByRole('region', { name: 'Rating' }).getByText(/with a comment/).waitFor();
  assert.equal(await offer(page, 'Lena Hoffmann').count(), 0, 'nobody is asked to answer a rating');
  const axe = new Axe(page);
  await axe.look('a rated conversation');
  axe.judge();
  await pictures(page, '52-rated');
}

/** The table shows and finds it. */
async function finds(page) {
  await page.getByRole('link', { name: 'Recent conversations' }).click();
  const table = page.getByRole('table', { name: 'Recent conversations' });
  await table.getByRole('img', { name: '5 of 5 stars' }).waitFor();
  await page.getByRole('combobox', { name: 'Rating' }).click();
  await page.getByRole('option', { name: 'Good: 4 or 5' }).click();
  await table.getByRole('row').filter({ hasText: 'Lena Hoffmann' }).waitFor();
  await pictures(page, '52-recent');
}

/** The figure of the report leads to the record that it counts. */
async function leads(page) {
  await page.getByRole('link', { name: 'Board' }).click();
  await page.getByRole('radiogroup', { name: 'Board' }).getByText('Reports', { exact: true }).click();
  const ratings = page.getByRole('region', { name: 'Ratings' });
  await ratings.getByRole('button', { name: '5 of 5 stars: show the record' }).evaluate((button) => button.scrollIntoView({ block: 'center' }));
  await pictures(page, '52-report');
  await ratings.getByRole('button', { name: '5 of 5 stars: show the record' }).click();
  const records = page.getByRole('table', { name: 'Records' });
  await records.getByRole('row').filter({ hasText: 'Lena Hoffmann' }).waitFor();
  await page.getByRole('button', { name: /^Filter, / }).click();
  const panel = page.getByRole('dialog', { name: 'Filter records' });
  await panel.getByRole('combobox', { name: 'Rating' }).click();
  await page.getByRole('option', { name: 'Not rated' }).waitFor();
  await pictures(page, '52-filter');
  await page.getByRole('option', { name: '4 of 5 stars' }).click();
  await panel.getByRole('button', { name: 'Show records' }).click();
  await panel.waitFor({ state: 'detached' });
  // A 4 more, and the 5 is still there; without the 5 nothing is left.
  await records.getByRole('row').filter({ hasText: 'Lena Hoffmann' }).waitFor();
}
