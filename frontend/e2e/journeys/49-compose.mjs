/** What can be written beside text: several files with captions, a place, a contact card, and questions whose answer the customer taps. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { png } from '../lib/png.mjs';
import { accept, field, showList, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'files with captions, a place, a contact card and questions with choices';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  const axe = new Axe(page);
  await startPractice(page);
  const control = await desktop.control();
  await showList(page, 'Mine');
  const thread = await accept(page, 'Lena Hoffmann');
  const ours = (fits, what) => control.onPhone('lena', (message) => !message.fromCustomer && fits(message), what);
  const begin = async (item) => {
    await thread.getByRole('button', { name: 'Add to the reply' }).click();
    await page.getByRole('menuitem', { name: item }).click();
    return page.getByRole('dialog');
  };

  const paths = ['front.png', 'back.png'].map((name) => join(stage.dir, name));
  await Promise.all(paths.map((path, index) => writeFile(path, png(400 + index, 300))));
  await page.locator('input[type=file]').setInputFiles(paths);
  await page.getByRole('textbox', { name: 'Caption of front.png' }).fill('The front');
  await page.getByRole('textbox', { name: 'Caption of back.png' }).fill('The back');
  await page.getByRole('textbox', { name: 'Caption of back.png' }).press('Alt+ArrowUp');
  await field(page).fill('Is it this one?');
  await axe.look('several files');
  await pictures(page, '49-files');
  await field(page).press('Enter');
  await ours((message) => message.text === 'Is it this one?', 'the text is behind the files');
  const texts = (await control.phone('lena')).filter((message) => !message.fromCustomer).slice(-3).map((message) => message.text);
  assert.deepEqual(texts, ['The back', 'The front', 'Is it this one?'], 'the order that was chosen');

  let dialog = await begin('Location');
  await dialog.getByLabel('Map link or coordinates').fill(`52° 31′ 12″ N 13° 24′ 18″ E`);
  await dialog.getByLabel('Name').fill('Lamp repairs');
  await dialog.getByLabel('Address').fill('Torstraße 1, Berlin');
  await pictures(page, '49-place');
  await dialog.getByRole('button', { name: 'Send' }).click();
  const place = await ours((message) => message.type === 'location', 'the place is on the phone');
  assert.deepEqual([place.latitude, place.longitude, place.name], [52.52, 13.405, 'Lamp repairs']);

  dialog = await begin('Contact card');
  await dialog.getByLabel('Name', { exact: false }).first().fill('Ana Bell');
  await dialog.getByLabel('Number', { exact: true }).fill('+49 30 901820');
  await pictures(page, '49-card');
  await dialog.getByRole('button', { name: 'Send' }).click();
  const card = await ours((message) => message.type === 'contacts', 'the card is on the phone');
  assert.deepEqual(card.cards, [{ name: 'Ana Bell', phone: '+4930901820' }]);

  dialog = await begin('Question with choices');
  await dialog.getByLabel('Question', { exact: false }).first().fill('When do you come?');
  await dialog.getByRole('textbox', { name: 'Button 1' }).fill('Today');
  await dialog.getByRole('textbox', { name: 'Button 2' }).fill('Tomorrow');
  await pictures(page, '49-question');
  await dialog.getByRole('button', { name: 'Send' }).click();
  const asked = await ours((message) => message.interactive === 'button', 'the question is on the phone');
  await control.post('write', { customerId: 'lena', content: { kind: 'button_reply', text: 'Tomorrow', buttonId: asked.buttons[1].id, replyTo: asked.id } });
  await thread.getByRole('img', { name: 'Chosen by the customer' }).waitFor({ timeout: 20_000 });
  await until(async () => (await thread.getByText('When do you come?').count()) > 1, 'the answer quotes its question');
  await axe.look('a place, a card and a question');
  await pictures(page, '49-thread');
}
