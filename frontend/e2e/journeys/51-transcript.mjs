/** A conversation is saved as a text: what was said, what could be chosen in a question and what was tapped, without the notes for colleagues. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { saveAs } from '../lib/save-dialog.mjs';
import { accept, reply, showList, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'a conversation is saved as a text, with what was tapped in a question';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  await showList(page, 'Mine');
  const thread = await accept(page, 'Lena Hoffmann');
  await reply(page, 'Let us find a time.');
  await thread.getByRole('button', { name: 'Add to the reply' }).click();
  await page.getByRole('menuitem', { name: 'Question with choices' }).click();
  const question = page.getByRole('dialog');
  await question.getByLabel('Question', { exact: false }).first().fill('When do you come?');
  await question.getByRole('textbox', { name: 'Button 1' }).fill('Today');
  await question.getByRole('textbox', { name: 'Button 2' }).fill('Tomorrow');
  await question.getByRole('button', { name: 'Send' }).click();
  const asked = await control.onPhone('lena', (message) => message.interactive === 'button', 'the question is on the phone');
  await control.post('write', { customerId: 'lena', content: { kind: 'button_reply', text: 'Tomorrow', buttonId: asked.buttons[1].id, replyTo: asked.id } });
  await thread.getByRole('img', { name: 'Chosen by the customer' }).waitFor({ timeout: 20_000 });

  await thread.getByRole('button', { name: 'More actions' }).first().click();
  await page.getByRole('menuitem', { name: 'Save or print a transcript' }).click();
  const dialog = page.getByRole('dialog', { name: 'Transcript' });
  await dialog.waitFor();
  await pictures(page, '51-transcript');
  const axe = new Axe(page);
  await axe.look('the choice of a transcript');
  axe.judge();
  const path = join(stage.dir, 'lena.txt');
  await dialog.getByRole('button', { name: 'Save as text' }).click();
  await saveAs(stage, path);
  const text = await until(() => readFile(path, 'utf8').catch(() => undefined), 'the text is saved');
  for (const line of ['Let us find a time.', 'When do you come?', '[ ] Today', '[x] Tomorrow (chosen by the customer)']) assert.ok(text.includes(line), `it has ${line}: ${text}`);
}
