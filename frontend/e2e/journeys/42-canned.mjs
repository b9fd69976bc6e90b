/** Canned replies: one with a file is made, put into a reply and sent; deleted and brought back with its file; a table is looked through and imported. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { accept, bubble, closeToasts, field } from '../lib/screens.mjs';
import { settle } from '../lib/team.mjs';

export const title = 'a canned reply brings its file, comes back after a delete, and a table of them is imported';

const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n');

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const desktop = await stage.desktop({ profile: 'mara' });
  const { page } = desktop;
  const axe = new Axe(page);
  await settle(desktop, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password: 'seven small otters' });

  await page.getByRole('link', { name: 'Settings' }).click();
  await made(page, axe);
  await comesBack(page);
  await imported(page, axe);

  const lena = await world.control.customer('Lena Hoffmann', '4915228817386');
  await world.control.write(lena, 'Was kostet das?');
  await page.getByRole('link', { name: 'Workspace' }).click();
  await accept(page, 'Lena Hoffmann');
  await bubble(page, 'Was kostet das?').waitFor();
  await closeToasts(page);
  await field(page).fill('/pri');
  await page.getByRole('listbox', { name: 'Canned replies' }).getByText('prices.pdf').waitFor();
  await axe.look('the menu of canned replies');
  await pictures(page, '42-menu');
  await field(page).press('Enter');
  await page.getByRole('button', { name: 'Remove prices.pdf' }).waitFor();
  assert.equal(await field(page).inputValue(), 'Hello Lena, here are our prices. ');
  await pictures(page, '42-attached');
  await field(page).press('Enter');
  const got = await world.control.onPhone(lena, (message) => message.text === 'Hello Lena, here are our prices.', 'the file comes with its words');
  assert.deepEqual([got.type, got.filename], ['document', 'prices.pdf']);
}

/** With a file, by somebody who first writes a placeholder that there is none of. */
async function made(page, axe) {
  await page.getByRole('button', { name: 'New canned reply' }).click();
  const form = page.getByRole('dialog', { name: 'New canned reply' });
  await form.getByRole('textbox', { name: 'Shortcut' }).fill('prices');
  await form.getByRole('textbox', { name: 'Title' }).fill('Price list');
  await form.getByRole('textbox', { name: 'Reply' }).fill('Hello {{contact.shoe}}');
  await form.getByText(/There is no placeholder \{\{contact\.shoe\}\}/).waitFor();
  await form.getByRole('textbox', { name: 'Reply' }).fill('Hello {{contact.firstName|there}}, here are our prices.');
  await page.locator('input[type=file]').last().setInputFiles({ name: 'prices.pdf', mimeType: 'application/pdf', buffer: pdf });
  await form.getByRole('button', { name: 'Take prices.pdf away' }).waitFor();
  await axe.look('the form of a canned reply');
  await pictures(page, '42-form');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Edit /prices' }).waitFor();
}

async function comesBack(page) {
  await page.getByRole('button', { name: 'Delete /prices' }).click();
  await page.getByRole('button', { name: 'Edit /prices' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Edit /prices' }).waitFor();
  await page.getByText('prices.pdf').waitFor();
}

async function imported(page, axe) {
  await page.getByRole('button', { name: 'CSV', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Import a table' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import canned replies' });
  const rows = 'shortcut,title,text\nbye,Farewell,Goodbye\n/prices,,Hello {{contact.firstName|there}}, here\n';
  await page.locator('input[type=file]').last().setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(`${rows}odd,Odd,{{contact.shoe}}\n`) });
  await dialog.getByRole('button', { name: 'Look through first' }).click();
  await dialog.getByText('Nothing is changed yet. New: 1. Changed: 1. Same as now: 0. Refused: 1.').waitFor();
  await dialog.getByText(/^Line 4: There is no placeholder/).waitFor();
  await axe.look('a table of canned replies that was looked through');
  await pictures(page, '42-import');
  await page.locator('input[type=file]').last().setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('shortcut,title,text\nbye,Farewell,Goodbye\n') });
  await dialog.getByRole('button', { name: 'Look through first' }).click();
  await dialog.getByRole('button', { name: 'Import 1 reply' }).click();
  await dialog.getByText(/^Done\. New: 1\./).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Edit /bye' }).waitFor();
}
