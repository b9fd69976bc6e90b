/** The 24-hour window of a customer ends: only a template reaches them, and what was typed is kept. */
import assert from 'node:assert/strict';
import { bubble, field, offer, open, showList, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'the window ends, the text is kept, and a template opens it again';

const day = 24 * 60 * 60;
// So long before the end no free text goes out any more: it would arrive too late.
const guard = 120;

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  await offer(page, 'Lena Hoffmann').waitFor({ timeout: 20_000 });
  await showList(page, 'All');

  await endsWhileTyping(page, control);
  await endedLongAgo(page, control);
  await putAwayAndBack(page, control);
}

/** A customer whose only message is so old: the sandbox stamps it back. */
async function comes(page, control, name, phone, age) {
  const id = await control.customer(name, phone, { noAutoRead: true });
  await control.post('backdate', { customerId: id, content: { kind: 'text', text: 'Is my tent repaired?' }, ageSeconds: age });
  const thread = await open(page, name);
  await thread.getByRole('button', { name: 'Take' }).first().click();
  await bubble(page, 'Is my tent repaired?').waitFor();
  return { id, thread };
}

/** The end of the window comes while somebody types: the composer becomes the picker, and the text comes back with the window. */
async function endsWhileTyping(page, control) {
  // Long enough for a busy machine to open the thread, take it and write.
  const left = 40;
  const { id } = await comes(page, control, 'Nora Lind', '4915228817399', day - guard - left);
  await field(page).fill('It is ready to be');
  await page.getByText('The window closes in less than two minutes').waitFor({ timeout: (left + 15) * 1000 });
  assert.equal(await field(page).count(), 0, 'no free text can be written');
  await page.getByText('Your text is kept as a draft and comes back when the window opens.').waitFor();

  await page.getByRole('list', { name: 'Templates' }).getByRole('button', { name: /continue_conversation/ }).click();
  await page.getByRole('textbox', { name: 'Value 1' }).fill('Nora');
  await page.getByRole('figure', { name: 'Preview' }).getByText('Hello Nora, we have an answer to your question.').waitFor();
  await page.getByRole('button', { name: 'Send template' }).click();
  const sent = await control.onPhone(id, (message) => message.template !== '', 'the template is on the phone');
  assert.equal(sent.template, 'continue_conversation');
  assert.equal(sent.text, 'Hello Nora, we have an answer to your question. Reply here and we will carry on.');
  await bubble(page, 'Hello Nora, we have an answer').getByRole('img', { name: 'Delivered' }).waitFor({ timeout: 20_000 });

  await control.write(id, 'Yes, go on');
  await until(async () => (await field(page).count()) === 1 && (await field(page).inputValue()) === 'It is ready to be', 'the text is back with the window');
}

/** A window that ended before the thread was opened says when, and takes two values in a template with buttons. */
async function endedLongAgo(page, control) {
  const { id, thread } = await comes(page, control, 'Ole Berg', '4915228817400', day + 600);
  await page.getByText('The window closed at').waitFor();
  assert.equal(await field(page).count(), 0, 'no free text can be written');
  await thread.getByText('window closed').first().waitFor();
  await page.getByRole('list', { name: 'Templates' }).getByRole('button', { name: /welcome_back/ }).click();
  const send = page.getByRole('button', { name: 'Send template' });
  await page.getByRole('textbox', { name: 'Value of first_name' }).fill('Ole');
  await page.getByText('Fill in all values.').waitFor();
  assert.equal(await send.isDisabled(), true, 'a value is missing');
  await page.getByRole('textbox', { name: 'Value of product' }).fill('Fjell 2');
  await sendWithOptIn(page);
  const sent = await control.onPhone(id, (message) => message.template === 'welcome_back', 'the template is on the phone');
  assert.equal(sent.text, 'Hi Ole, your Fjell 2 is back in stock. Shall we put one aside for you?');
  assert.deepEqual(sent.buttons.map((each) => each.title), ['Yes, please', 'No, thanks']);
  await page.getByRole('region', { name: 'Opt-ins' }).getByText(/In person or on paper · Today/).waitFor();
}

/** A window that was lost is counted; what is archived is put away, and WhatsApp back takes it up again with a template. */
async function putAwayAndBack(page, control) {
  const { id, thread } = await comes(page, control, 'Pia Roth', '4915228817401', day + 900);
  await page.getByRole('region', { name: 'Window radar' }).getByRole('button', { name: /windows? lost today/ }).click();
  await page.getByRole('dialog').getByRole('link', { name: /Pia Roth/ }).waitFor();
  await page.keyboard.press('Escape');
  await thread.getByRole('button', { name: 'Archive' }).click();
  await thread.getByText('Archived by you').waitFor();
  await showList(page, 'Ended');
  assert.equal(await page.locator('[data-thread]').filter({ hasText: 'Pia Roth' }).count(), 0, 'it is not among those that are dealt with');
  await page.getByRole('radio', { name: /^Archived/ }).click();
  await page.locator('[data-thread]').filter({ hasText: 'Pia Roth' }).waitFor();

  await thread.getByRole('button', { name: /^WhatsApp back/ }).first().click();
  await page.getByRole('list', { name: 'Templates' }).getByRole('button', { name: /continue_conversation/ }).click();
  await page.getByRole('textbox', { name: 'Value 1' }).fill('Pia');
  await sendWithOptIn(page);
  await control.onPhone(id, (message) => message.template === 'continue_conversation', 'the template is on the phone');
  await page.getByRole('region', { name: 'State' }).getByText('Initiated').waitFor();
  await control.write(id, 'Here I am');
  await page.getByRole('region', { name: 'State' }).getByText('Active').waitFor({ timeout: 20_000 });
}

/** Sends the template to a customer who has agreed to nothing yet: their opt-in is recorded with it. */
async function sendWithOptIn(page) {
  const send = page.getByRole('button', { name: 'Send template' });
  await send.click();
  const optIn = page.getByRole('group', { name: 'Opt-in' });
  await optIn.getByRole('button', { name: 'Record opt-in' }).click();
  await optIn.getByRole('combobox', { name: 'How they agreed' }).click();
  await page.getByRole('option', { name: 'In person or on paper' }).click();
  await send.click();
}
