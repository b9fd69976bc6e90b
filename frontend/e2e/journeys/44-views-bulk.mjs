/** Several conversations at once: marked, labelled, closed and brought back; the list narrowed and kept as a view; the menu of a row. */
import { Axe } from '../lib/axe.mjs';
import { ownerWithThree } from '../lib/office.mjs';
import { pictures } from '../lib/pictures.mjs';
import { closeToasts, row } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'conversations are marked, labelled and closed together, and the list is narrowed and kept as a view';

export async function run(stage) {
  const { page } = await ownerWithThree(stage);
  await marks(page);
  await narrows(page);
  await closes(page);
  await menu(page);
}

/** Marks a row. A click in the moment in which the card of an offer leaves moves the rows, and counts for nothing: then again. */
async function mark(page, name, count) {
  await until(async () => {
    await row(page, name).click({ modifiers: ['Control'] });
    return page.getByRole('toolbar', { name: `${count} selected` }).waitFor({ timeout: 2_000 }).then(() => true, () => false);
  }, `${name} is marked`);
}

async function marks(page) {
  await mark(page, 'Lena Hoffmann', 1);
  await mark(page, 'Rosa Marin', 2);
  const bar = page.getByRole('toolbar', { name: '2 selected' });
  await pictures(page, '44-marked');
  const axe = new Axe(page);
  await axe.look('marked rows');
  axe.judge();
  await bar.getByRole('button', { name: 'Label' }).click();
  const find = page.getByRole('combobox', { name: 'Find or create a label' });
  await find.fill('VIP');
  await find.press('Enter');
  await page.getByRole('option', { name: 'VIP', exact: true, selected: true }).waitFor();
  await page.keyboard.press('Escape');
  await row(page, 'Rosa Marin').getByText('VIP').waitFor();
  await bar.getByRole('button', { name: 'Clear the selection' }).click();
}

async function narrows(page) {
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('dialog', { name: 'Filter' }).locator('.mantine-MultiSelect-input').first().click();
  await page.getByRole('option', { name: 'VIP' }).click();
  await row(page, 'Tom Baker').waitFor({ state: 'detached' });
  await pictures(page, '44-filter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Important ones');
  await page.getByRole('switch', { name: /^For everyone/ }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Important ones' }).waitFor();
  await pictures(page, '44-view');
  await page.getByRole('button', { name: 'Clear all' }).click();
  await row(page, 'Tom Baker').waitFor();
}

async function closes(page) {
  await row(page, 'Lena Hoffmann').click({ modifiers: ['Control'] });
  await row(page, 'Tom Baker').click({ modifiers: ['Control'] });
  await page.getByRole('toolbar', { name: '2 selected' }).getByRole('button', { name: 'Close' }).click();
  await page.getByText('Closed: 2 conversations').waitFor();
  await row(page, 'Tom Baker').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await row(page, 'Tom Baker').waitFor();
  await row(page, 'Lena Hoffmann').waitFor();
  await closeToasts(page);
}

async function menu(page) {
  await row(page, 'Tom Baker').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Assign to…' }).waitFor();
  await pictures(page, '44-menu');
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await page.getByText('Archived: 1 conversation').waitFor();
}
