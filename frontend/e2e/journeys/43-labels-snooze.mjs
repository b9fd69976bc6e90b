/** Conversations are labelled and put off by key; a label is the same in Settings, and what is put off comes back when the customer writes. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { ownerAlone } from '../lib/office.mjs';
import { pictures } from '../lib/pictures.mjs';
import { accept, bubble, closeToasts, opened, row } from '../lib/screens.mjs';

export const title = 'a conversation is labelled and snoozed by key; the customer wakes it';

export async function run(stage) {
  const { world, page } = await ownerAlone(stage);
  const lena = await world.control.customer('Lena Hoffmann', '4915228817386');
  await world.control.write(lena, 'Wo bleibt mein Paket?');
  await accept(page, 'Lena Hoffmann');
  await bubble(page, 'Wo bleibt mein Paket?').waitFor();
  await labels(page);
  await snoozes(page);
  await world.control.write(lena, 'Hallo?');
  await page.getByText(/^Back from snooze at .*the customer wrote$/).waitFor();
  await page.getByRole('radiogroup', { name: 'To do now, or snoozed' }).waitFor({ state: 'detached' });
  await manages(page);
}

async function labels(page) {
  await page.keyboard.press('Alt+L');
  const find = page.getByRole('combobox', { name: 'Find or create a label' });
  await find.fill('x'.repeat(300));
  await page.getByText('A label has at most 40 characters; this has 300.').waitFor();
  for (const name of ['Refund', 'Waiting for carrier']) {
    await find.fill(name);
    await page.getByRole('option', { name: `Create “${name}”` }).waitFor();
    await find.press('Enter');
    await page.getByRole('option', { name, exact: true, selected: true }).waitFor();
  }
  await pictures(page, '43-labels');
  await page.keyboard.press('Escape');
  await row(page, 'Lena Hoffmann').getByText('Refund').waitFor();
  await page.getByRole('complementary', { name: 'Contact' }).getByText('Waiting for carrier').waitFor();
}

async function snoozes(page) {
  const axe = new Axe(page);
  await axe.look('labels on a conversation');
  axe.judge();
  await page.keyboard.press('Alt+H');
  const tomorrow = page.getByRole('button', { name: /^Tomorrow morning/ });
  await tomorrow.waitFor();
  await pictures(page, '43-snooze');
  await page.getByRole('button', { name: /^In an hour/ }).click();
  await page.getByText(/^You snoozed this at/).waitFor();
  const parts = page.getByRole('radiogroup', { name: 'To do now, or snoozed' });
  await parts.getByRole('radio', { name: 'Snoozed 1' }).click();
  await row(page, 'Lena Hoffmann').getByText(/^Until/).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(/^Woken at/).waitFor();
  await closeToasts(page);
  await page.keyboard.press('Alt+H');
  await page.getByRole('button', { name: /^In an hour/ }).click();
  await parts.getByRole('radio', { name: 'Snoozed 1' }).waitFor();
  await pictures(page, '43-snoozed');
  await parts.getByRole('radio', { name: 'Now 0' }).click();
  await opened(page, 'Lena Hoffmann');
}

/** Renamed, and deleted with an undo: the conversation follows. */
async function manages(page) {
  await closeToasts(page);
  await page.getByRole('link', { name: 'Settings' }).click();
  const list = page.getByRole('list', { name: 'Labels' });
  await list.getByText('1 conversation').first().waitFor();
  assert.equal(await list.getByText('1 conversation').count(), 2);
  await list.getByRole('button', { name: 'Change Refund' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await list.getByRole('textbox', { name: 'Name of a label' }).fill('Money back');
  await list.getByRole('button', { name: 'Save' }).click();
  await list.getByText('Money back').waitFor();
  await list.scrollIntoViewIfNeeded();
  await pictures(page, '43-settings');
  await list.getByRole('button', { name: 'Change Money back' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await list.getByText('Money back').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await list.getByText('Money back').waitFor();
  await page.getByRole('link', { name: 'Workspace' }).click();
  await row(page, 'Lena Hoffmann').getByText('Money back').waitFor();
}
