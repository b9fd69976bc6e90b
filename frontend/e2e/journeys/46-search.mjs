/** Messages are found as people type them, narrowed, opened with what was searched for marked, and searched in one conversation. */
import assert from 'node:assert/strict';
import { pictures } from '../lib/pictures.mjs';
import { accept, bubble, offer, startPractice } from '../lib/screens.mjs';

export const title = 'search as people type, narrow it, open a hit with its words marked';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  await offer(page, 'Lena Hoffmann').waitFor({ timeout: 20_000 });
  await accept(page, 'Lena Hoffmann');
  await control.write('lena', 'Meine Adresse: Große Straße 5, Telefon +55 11 98888-7777');
  await control.write('lena', '대한민국으로 보내 주세요');
  await bubble(page, 'Große Straße').waitFor();

  const search = page.getByRole('combobox', { name: 'Search contacts and messages' });
  const hits = page.getByRole('listbox', { name: 'Search results' });
  for (const [typed, marked] of [['grosse strasse', 'Straße'], ['988887777', '98888-7777'], ['민국', '민국']]) {
    await search.fill(typed);
    await hits.locator('mark').getByText(marked, { exact: true }).waitFor();
  }

  await search.fill('strasse');
  await hits.getByRole('option', { name: /Große Straße/ }).waitFor();
  await page.getByRole('button', { name: 'Narrow the search' }).click();
  await page.getByRole('combobox', { name: 'From', exact: true }).click();
  await page.getByRole('option', { name: 'Us', exact: true }).click();
  await pictures(page, '46-narrow');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('No results for “strasse”').waitFor();
  await page.getByRole('button', { name: 'Remove From: Us' }).click();
  const hit = hits.getByRole('option', { name: /Große Straße/ });
  await hit.waitFor();
  const pane = await page.getByRole('navigation', { name: 'Conversations' }).boundingBox();
  const wide = await hit.boundingBox();
  assert.ok(wide.width <= pane.width && wide.width > pane.width - 20, 'a hit is as wide as its pane');
  await pictures(page, '46-found');
  await hit.click();
  await bubble(page, 'Große Straße').locator('mark').getByText('Straße', { exact: true }).waitFor();

  await search.press('Escape');
  await bubble(page, 'Große Straße').locator('mark').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+f');
  const find = page.getByRole('searchbox', { name: 'Search in this conversation' });
  await find.fill('telefon');
  await bubble(page, 'Große Straße').locator('mark').getByText('Telefon', { exact: true }).waitFor();
  await page.getByText('1 of 1').waitFor();
  await pictures(page, '46-thread');
  await find.press('Escape');
}
