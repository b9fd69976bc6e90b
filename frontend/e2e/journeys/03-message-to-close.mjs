/** A customer's message is offered, accepted, answered and read, and the thread is closed. */
import assert from 'node:assert/strict';
import { pictures } from '../lib/pictures.mjs';
import { accept, bubble, field, offer, reply, row, showList, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'message, offer, accept, reply, read ticks, close';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();

  await offer(page, 'Lena Hoffmann').getByText("Round robin: it's your turn").waitFor({ timeout: 20_000 });
  const thread = await accept(page, 'Lena Hoffmann');
  // WhatsApp's *bold* is drawn, not shown as stars.
  await thread.getByText(/^Accepted by you, /).waitFor();
  await bubble(page, 'Ist das Fjell 2 Zelt').locator('strong').filter({ hasText: 'Fjell 2' }).waitFor();
  await thread.getByText("Routed to you: it's your turn").waitFor();

  const why = page.getByRole('region', { name: 'Why this conversation came to you' });
  await why.getByText("You were asked because it's your turn.").waitFor();
  await why.getByRole('listitem').filter({ hasText: 'You' }).getByRole('img', { name: 'asked', exact: true }).waitFor();
  for (const colleague of ['Ana Duarte', 'Bruno Keller']) await why.getByRole('listitem').filter({ hasText: colleague }).getByText(/offline/).waitFor();
  await why.getByRole('button', { name: 'Copy as text' }).click();
  await why.getByRole('button', { name: 'Copied' }).waitFor();
  await why.getByRole('button', { name: 'Replay' }).click();
  await why.getByText(/^Same answer: [\d,]+ bytes equal/).waitFor();
  await pictures(page, '03-why');

  const handled = page.getByRole('region', { name: 'Handled by' });
  await handled.getByRole('listitem').filter({ hasText: 'You' }).filter({ hasText: 'Accepted the offer.' }).waitFor();

  // Opening the thread is what sends the customer their blue ticks.
  await control.onPhone('lena', (message) => message.fromCustomer && message.tick === 'read', "the customer's message is read");

  await field(page).pressSequentially('Ja, in Grün ist es da.');
  await field(page).press('Shift+Enter');
  await field(page).pressSequentially('Sollen wir es zurücklegen?');
  await field(page).press('Enter');
  const sent = await control.onPhone('lena', (message) => !message.fromCustomer, 'the reply is on the phone');
  assert.equal(sent.text, 'Ja, in Grün ist es da.\nSollen wir es zurücklegen?');
  // The reply can be on the phone before the page hears that it was queued.
  await until(async () => (await field(page).inputValue()) === '', 'the composer is empty');
  await bubble(page, 'Sollen wir es zurücklegen?').getByRole('img', { name: 'Read' }).waitFor({ timeout: 20_000 });

  await control.write('lena', 'Ja bitte!');
  await bubble(page, 'Ja bitte!').waitFor();
  await reply(page, 'Gern. Bis bald!');
  await control.onPhone('lena', (message) => message.text === 'Gern. Bis bald!', 'the second reply is on the phone');

  await thread.getByRole('button', { name: 'Close' }).click();
  await thread.getByText('Closed by you').waitFor();
  await pictures(page, '03-closed');
  await handled.getByRole('listitem').filter({ hasText: 'Accepted the offer. Closed.' }).waitFor();
  await page.getByText('This conversation has ended. The window is still open: reopen it to write freely.').waitFor();
  await showList(page, 'Ended');
  await row(page, 'Lena Hoffmann').waitFor();

  // A message after Close begins a new interaction in the same thread. The next customer is being offered, so it waits.
  const before = await page.getByRole('article').count();
  await control.write('lena', 'Noch eine Frage');
  await thread.getByRole('button', { name: 'Take' }).first().click({ timeout: 20_000 });
  await bubble(page, 'Noch eine Frage').waitFor();
  await thread.getByText(/^Taken by you, /).waitFor();
  await page.getByRole('region', { name: 'How this conversation came to you' }).getByText(/^Taken by you, /).waitFor();
  await page.getByRole('radio', { name: 'Mine' }).and(page.locator(':checked')).waitFor({ state: 'attached' });
  await pictures(page, '03-taken');
  await thread.getByText('Closed by you').waitFor();
  await reply(page, 'Gern, welche?');
  await control.onPhone('lena', (message) => message.text === 'Gern, welche?', 'the reply in the new interaction is on the phone');
  assert.ok((await page.getByRole('article').count()) > before, 'the former messages stand above the new one');
  await recorded(page);
}

/** Both interactions are in the records, the one that ended in the chain; a row leads back to the conversation. */
async function recorded(page) {
  await page.getByRole('link', { name: 'Records' }).click();
  const table = page.getByRole('table', { name: 'Records' });
  const closed = table.getByRole('row').filter({ hasText: 'Lena Hoffmann' }).filter({ hasText: 'Closed' });
  await closed.filter({ hasText: 'Archived' }).waitFor();
  await table.getByRole('row').filter({ hasText: 'Lena Hoffmann' }).filter({ hasText: 'Still open' }).waitFor();
  await page.getByText('1 ended, chained.').waitFor();
  await page.getByRole('searchbox').fill('lena hoff');
  await until(async () => (await table.getByRole('row').count()) === 3, 'the search leaves two rows and the headings');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('combobox', { name: 'End reason' }).click();
  await page.getByRole('option', { name: 'Closed', exact: true }).click();
  await page.getByRole('button', { name: 'Show records' }).click();
  await until(async () => (await table.getByRole('row').count()) === 2, 'the filter leaves one');
  await closed.getByRole('button', { name: 'Open the conversation with Lena Hoffmann' }).click();
  await page.getByRole('region', { name: 'Conversation with Lena Hoffmann' }).waitFor();
}
