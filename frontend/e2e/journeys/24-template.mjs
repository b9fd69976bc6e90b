/** A template from the first word to the customer: written, refused by the lint, submitted, rejected, mended, approved and sent; then deleted. */
import assert from 'node:assert/strict';
import { pictures } from '../lib/pictures.mjs';
import { offer, open, showList, startPractice } from '../lib/screens.mjs';

export const title = 'a template is written, reviewed, mended and sent';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  await offer(page, 'Lena Hoffmann').waitFor({ timeout: 20_000 });

  await page.getByRole('link', { name: 'Templates' }).click();
  await page.getByText(/^Synced/).first().waitFor();
  await page.getByRole('button', { name: 'New template' }).click();
  await page.getByRole('menuitem', { name: 'Appointment reminder' }).click();
  await page.getByRole('figure', { name: 'Preview' }).getByText(/Hello Maria, this is a reminder/).waitFor();

  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('visit_reminder');
  await name.press('Enter');
  await page.getByRole('heading', { name: 'visit_reminder' }).waitFor();

  const body = page.getByRole('textbox', { name: 'Body' });
  const good = await body.inputValue();
  await body.fill('{{1}}, we see you on {{3}}');
  await page.getByText(/can't begin or end with a variable/).waitFor();
  await page.getByText(/2 is missing/).waitFor();
  await page.getByRole('button', { name: 'Submit for review' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/things to mend/).waitFor();
  assert.equal(await dialog.getByRole('checkbox').isDisabled(), true, 'what would be refused cannot be submitted');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.equal(await body.inputValue(), good);
  await page.getByText('Draft saved').waitFor();
  await submit(page);
  await page.getByText('Meta is reviewing it.').waitFor();
  await control.post('review', { name: 'visit_reminder', status: 'REJECTED', reason: 'INVALID_FORMAT' });
  await page.getByText(/Something in its form is wrong/).waitFor();
  await body.fill(good.replace('Kind regards,', 'Kind regards, yours,'));
  await page.getByText('Draft saved').waitFor();
  await submit(page);
  await control.post('review', { name: 'visit_reminder', status: 'APPROVED', reason: '' });
  await page.getByText('It can be sent.').waitFor();

  await page.getByRole('link', { name: 'Workspace' }).click();
  await sends(page, control);
  await isReported(page);

  await page.getByRole('link', { name: 'Templates' }).click();
  await page.getByRole('button', { name: 'Edit visit_reminder' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  const sure = page.getByRole('dialog');
  await sure.getByText(/blocks the name of a deleted template for 30 days/).waitFor();
  await sure.getByRole('button', { name: 'Delete at Meta' }).click();
  await page.getByText('welcome_back').waitFor();
  await page.getByText('visit_reminder').waitFor({ state: 'detached' });
}

/** The template reaches a customer whose window is over, with the agent's name in it. */
async function sends(page, control) {
  const id = await control.customer('Ole Berg', '4915228817400', { noAutoRead: true });
  await control.post('backdate', { customerId: id, content: { kind: 'text', text: 'Is my tent repaired?' }, ageSeconds: 25 * 60 * 60 });
  await showList(page, 'All');
  const thread = await open(page, 'Ole Berg');
  await thread.getByRole('button', { name: 'Take' }).first().click();
  await page.getByRole('list', { name: 'Templates' }).getByRole('button', { name: /visit_reminder/ }).click();
  for (const [name, value] of [['Value 2', 'Monday'], ['Value 3', '10:30']]) await page.getByRole('textbox', { name }).fill(value);
  const read = await page.getByRole('figure', { name: 'Preview' }).innerText();
  const send = page.getByRole('button', { name: 'Send template' });
  await send.click();
  const optIn = page.getByRole('group', { name: 'Opt-in' });
  await optIn.getByRole('button', { name: 'Record opt-in' }).click();
  await optIn.getByRole('combobox', { name: 'How they agreed' }).click();
  await page.getByRole('option', { name: 'In person or on paper' }).click();
  await send.click();
  const sent = await control.onPhone(id, (message) => message.template === 'visit_reminder', 'the template is on the phone');
  assert.match(sent.text, /^Hello Ole Berg, this is a reminder of your appointment on Monday at 10:30\..* yours, \S+/s);
  assert.ok(read.includes(sent.text), 'the preview said what the customer reads');
  await control.write(id, 'Yes, see you then.');
  await thread.getByText('Yes, see you then.').waitFor();
}

/** The report says what became of it, and leads to the conversation. */
async function isReported(page) {
  await page.getByRole('link', { name: 'Board' }).click();
  await page.getByRole('radiogroup', { name: 'Board' }).getByText('Reports', { exact: true }).click();
  const row = page.getByRole('table', { name: 'Templates' }).getByRole('row').filter({ hasText: 'visit_reminder' });
  await row.getByRole('button', { name: /^visit_reminder \(en.*\), Delivered: 1 message;/ }).waitFor();
  await row.getByRole('cell').filter({ hasText: /^Utility 1$/ }).waitFor();
  await row.scrollIntoViewIfNeeded();
  await pictures(page, '24-report');
  await row.getByRole('button', { name: /, Answered: 1 message; show the record of 1 conversation$/ }).click();
  await page.getByRole('table', { name: 'Records' }).getByText('Ole Berg').waitFor();
  assert.equal(await page.getByRole('table', { name: 'Records' }).getByRole('row').count(), 2, 'the record of the one conversation is there');
}

async function submit(page) {
  await page.getByRole('button', { name: 'Submit for review' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Submit 1 language' }).click();
  await dialog.getByText('In review').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
}
