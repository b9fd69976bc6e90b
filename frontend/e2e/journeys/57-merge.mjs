/** Two contacts who are one person: merged after a look at both, found by either number, and parted again. */
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { bubble, closeToasts, startPractice, take } from '../lib/screens.mjs';

export const title = 'two contacts are merged with a preview, found by either number, and parted again';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  const work = await control.customer('Nora Lind', '4915228817399', { noAutoRead: true });
  const home = await control.customer('Nora at home', '4915228817400', { noAutoRead: true });
  await control.write(work, 'Is my tent repaired?');
  await take(page, 'Nora Lind');
  await bubble(page, 'Is my tent repaired?').waitFor();
  await control.write(home, 'It is me again, from home.');
  const axe = new Axe(page);

  await page.getByRole('link', { name: 'Contacts' }).click();
  await search(page).fill('Nora Lind');
  await table(page).getByRole('button', { name: /Nora Lind/ }).click();
  await card(page).getByRole('button', { name: 'Merge with another contact' }).click();
  const dialog = page.getByRole('dialog', { name: /^Merge / });
  await dialog.getByRole('searchbox').fill('7400');
  await dialog.getByRole('button', { name: /Nora at home/ }).click();
  await dialog.getByRole('table').waitFor();
  await closeToasts(page);
  await pictures(page, '57-merge');
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
  await card(page).getByText('Also').first().waitFor();
  await pictures(page, '57-merged');
  await page.keyboard.press('Escape');

  // Either number finds the one person, and each conversation stays where it was.
  for (const digits of ['7399', '7400']) {
    await search(page).fill(digits);
    await page.getByText('1 found', { exact: true }).waitFor();
    await table(page).getByText('Nora Lind').waitFor();
  }
  await search(page).fill('');
  await page.getByText('Merged', { exact: true }).first().click();
  await table(page).getByText('Nora at home').waitFor();
  await axe.look('the merged contacts');
  await pictures(page, '57-list');
  await table(page).getByRole('button', { name: 'Undo the merge of Nora at home' }).click();
  const undo = page.getByRole('dialog', { name: 'Undo the merge?' });
  await undo.getByRole('table').waitFor();
  await pictures(page, '57-undo');
  await undo.getByRole('button', { name: 'Undo the merge' }).click();
  await page.getByRole('heading', { name: 'No contacts are merged' }).waitFor();
  axe.judge();
}

const table = (page) => page.getByRole('table', { name: 'Contacts' });
const search = (page) => page.getByRole('searchbox', { name: 'Name, number or label' });
const card = (page) => page.getByRole('dialog', { name: 'Contact', exact: true });

