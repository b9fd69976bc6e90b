/** 100,000 records: found, one customer of them read in full by keys, narrowed by a filter that is kept and comes back on another desktop, saved as a table, and a table given up. */
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pictures } from '../lib/pictures.mjs';
import { saveAs } from '../lib/save-dialog.mjs';
import { again, live, settle } from '../lib/team.mjs';
import { within } from '../lib/wait.mjs';

export const title = '100,000 records: one customer in full, a kept filter on two desktops, a table of all of them, and one given up';
export const long = true;

const many = 100_000;
const person = { name: 'Mara Owner', email: 'mara@harbour-pine.example', password: 'seven small otters' };

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const desktop = await stage.desktop({ profile: 'mara' });
  const { page } = desktop;
  await settle(desktop, relay, person);
  await relay.kill();
  const filling = stage.child('records', stage.built.world, ['records', relay.dir, String(many)], { env: { PATH: process.env.PATH } });
  assert.equal(await within(filling.ended, 240_000, 'the records are there'), 0, filling.lines.join(' | '));
  await relay.start();
  await again(desktop);

  await page.getByRole('link', { name: 'Records' }).click();
  await page.getByRole('heading', { name: 'Records', level: 1 }).locator('..').getByText('100,000', { exact: true }).waitFor({ timeout: 60_000 });
  await one(page);
  await givenUp(stage, page);
  await saved(stage, page);
  await kept(page);
  await elsewhere(stage, relay);
}

/** One customer of all, by their number as people write it at home; what is recorded of them is read without the mouse. */
async function one(page) {
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  const panel = page.getByRole('dialog', { name: 'Filter records' });
  await panel.getByRole('combobox', { name: 'Customer' }).fill('0170 000-54321');
  await page.getByRole('option', { name: 'Änne Müller54321 (+4917000054321)' }).click();
  await pictures(page, '33-customer');
  await panel.getByRole('button', { name: 'Show records' }).click();
  await page.getByText('1 of 100,000').waitFor();
  const opener = page.getByRole('button', { name: 'Details of the conversation with Änne Müller54321' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const details = page.getByRole('dialog', { name: 'Details of a record' });
  await details.getByRole('region', { name: 'Agents' }).getByRole('cell').first().waitFor();
  await details.getByText('Rule before the end', { exact: true }).waitFor();
  await pictures(page, '33-details');
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });
  assert.equal(await opener.evaluate((button) => button === document.activeElement), true, 'the keyboard is back where it was');
  await page.getByRole('button', { name: 'Filter, 1 part set' }).click();
  await panel.getByRole('button', { name: 'Remove the filter' }).click();
  await panel.getByRole('button', { name: 'Show records' }).click();
  await panel.waitFor({ state: 'detached' });
}

/** A table that is given up leaves nothing behind. */
async function givenUp(stage, page) {
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'CSV with commas' }).click();
  await saveAs(stage, join(stage.dir, 'given up.csv'));
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  assert.deepEqual((await readdir(stage.dir)).filter((name) => name.includes('given up')), [], 'nothing of the table is left');
}

/** All of them as a table: each in a line of its own. */
async function saved(stage, page) {
  const path = join(stage.dir, 'all.csv');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'CSV with commas' }).click();
  await saveAs(stage, path);
  const began = performance.now();
  await page.getByText(/^100,000 rows saved to/).waitFor({ timeout: 120_000 });
  await pictures(page, '33-exported');
  const lines = createInterface({ input: createReadStream(path, 'utf8') });
  let rows = -1; // the head
  let first = '';
  for await (const line of lines) {
    if (rows === 0) first = line;
    rows += 1;
  }
  assert.equal(rows, many, `rows of the table (${Math.round(performance.now() - began)} ms)`);
  assert.match(first, /^"2025-06-15 \d{2}:\d{2}:\d{2}","Änne Müller0",/, 'the first one that ended');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
}

/** Narrows, keeps that under a name, and begins with it. */
async function kept(page) {
  await page.getByRole('searchbox').fill('müller');
  await page.getByText('33,334 of 100,000').waitFor();
  await page.getByRole('button', { name: 'Saved filters' }).click();
  await page.getByRole('menuitem', { name: 'Save this filter…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save this filter' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('The Müllers');
  await dialog.getByRole('checkbox', { name: 'Open records with this filter' }).check();
  await pictures(page, '33-save-filter');
  await dialog.getByRole('button', { name: 'Save filter' }).click();
  await page.getByRole('button', { name: 'The Müllers' }).click();
  await pictures(page, '33-filters');
  // Deleted by mistake, it comes back.
  await page.getByRole('menuitem', { name: /^Delete/ }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'The Müllers' }).waitFor();
}

/** The same person at another computer begins with their filter. */
async function elsewhere(stage, relay) {
  const other = await stage.desktop({ profile: 'home' });
  const { page } = other;
  await other.call('Session', 'Connect', relay.url);
  await other.call('Session', 'SignIn', person.email, person.password);
  await live(other);
  await page.getByRole('link', { name: 'Records' }).click();
  await page.getByRole('button', { name: 'The Müllers' }).waitFor();
  await page.getByText('33,334 of 100,000').waitFor({ timeout: 60_000 });
}
