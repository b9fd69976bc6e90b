/** Contacts: found by any form of a number, noted about, blocked and unblocked, given an attribute that somebody else changes too, and imported from a list with broken rows. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { byPalette } from '../lib/keyboard.mjs';
import { bubble, closeToasts, offer, showList, startPractice, take } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'a contact is found by the last digits, noted about, blocked and unblocked, given an attribute; a list is looked through and imported';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  const nora = await control.customer('Nora Lind', '4915228817399', { noAutoRead: true });
  await control.write(nora, 'Is my tent repaired?');
  await take(page, 'Nora Lind');
  await bubble(page, 'Is my tent repaired?').waitFor();

  await notes(page);
  const axe = new Axe(page);
  await found(page, axe);
  await noted(page);
  await blocked(page, control, nora);
  await attribute(page, axe);
  await attributeOfTwo(desktop, axe);
  await imported(page, axe);
  axe.judge();
}

/** The palette leads to the note beside the conversation. */
async function notes(page) {
  const field = page.getByRole('complementary', { name: 'Contact' }).getByRole('textbox', { name: /^Note/ });
  await page.getByRole('heading', { name: 'Notes about the customer' }).waitFor();
  await byPalette(page, 'Note about the contact');
  await until(() => field.evaluate((each) => each === document.activeElement), 'the palette leads to the note');
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await field.waitFor({ state: 'detached' });
}

const table = (page) => page.getByRole('table', { name: 'Contacts' });
const search = (page) => page.getByRole('searchbox', { name: 'Name, number or label' });

/** However the number is written, it is Nora; with a wrong digit it is nobody. */
async function found(page, axe) {
  await page.getByRole('link', { name: 'Contacts' }).click();
  await table(page).getByText('Nora Lind').waitFor();
  await closeToasts(page);
  await axe.look('the contacts');
  await pictures(page, '45-contacts');
  for (const form of ['01522 8817399', '+49 (1522) 881-73 99', '004915228817399', '7399', 'lind nora']) {
    await search(page).fill(form);
    await page.getByText('1 found', { exact: true }).waitFor();
    await table(page).getByText('Nora Lind').waitFor();
  }
  await search(page).fill('01522 8817398');
  await page.getByRole('heading', { name: 'No contact matches' }).waitFor();
  await page.getByRole('button', { name: 'Show all contacts' }).click();
}

const card = (page) => page.getByRole('dialog', { name: 'Contact', exact: true });

/** A note stands with the customer, in the list and beside the conversation. */
async function noted(page) {
  // Alone in the list: it moves when somebody else writes.
  await search(page).fill('Nora');
  await page.getByText('1 found', { exact: true }).waitFor();
  await table(page).getByRole('button', { name: /Nora Lind/ }).click();
  await card(page).getByText('Is my tent repaired?').waitFor();
  await card(page).getByRole('button', { name: 'Add a note' }).click();
  await card(page).getByRole('textbox', { name: /^Note/ }).fill('Rings at the side door.');
  await card(page).getByRole('button', { name: 'Save note' }).click();
  await card(page).getByRole('button', { name: 'Delete the note' }).waitFor();
  await pictures(page, '45-contact');
  await card(page).getByRole('button', { name: 'View chat: Is my tent repaired?' }).click();
  await bubble(page, 'Is my tent repaired?').waitFor();
  await page.getByRole('complementary', { name: 'Contact' }).getByText('Rings at the side door.').waitFor();
}

/** What a blocked customer writes is kept and offered to nobody; unblocked, they come back. */
async function blocked(page, control, nora) {
  await page.getByRole('link', { name: 'Contacts' }).click();
  await table(page).getByRole('button', { name: /Nora Lind/ }).click();
  await card(page).getByRole('button', { name: 'Block', exact: true }).click();
  await page.getByRole('dialog', { name: 'Block Nora Lind?' }).getByRole('button', { name: 'Block', exact: true }).click();
  await card(page).getByText(/^Blocked by /).waitFor();
  await control.write(nora, 'Hello? Anybody?');
  await page.keyboard.press('Escape');
  await page.getByText('Blocked', { exact: true }).first().click();
  await table(page).getByText('Nora Lind').waitFor();
  await page.getByRole('link', { name: 'Workspace' }).click();
  await showList(page, 'Ended');
  await page.locator('[data-thread]').filter({ hasText: 'Hello? Anybody?' }).waitFor();
  assert.equal(await offer(page, 'Nora Lind').count(), 0, 'nobody is asked');
  await page.locator('[data-thread]').filter({ hasText: 'Hello? Anybody?' }).click();
  await page.getByText(/blocked the customer\. What they write is kept/).waitFor();
  await pictures(page, '45-blocked');
  await page.getByRole('link', { name: 'Contacts' }).click();
  await table(page).getByRole('button', { name: /Nora Lind/ }).click();
  await card(page).getByRole('button', { name: 'Unblock' }).click();
  await card(page).getByText(/^Blocked by /).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
}

/** An attribute is defined in the settings and filled in in the contact. */
async function attribute(page, axe) {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Add an attribute' }).click();
  const form = page.getByRole('dialog', { name: 'Add an attribute' });
  await form.getByRole('textbox', { name: 'Name' }).fill('Plan');
  await form.getByRole('combobox', { name: 'What it holds' }).click();
  await page.getByRole('option', { name: 'List', exact: true }).click();
  for (const each of ['Basic', 'Pro']) {
    await form.getByRole('combobox', { name: 'Options' }).fill(each);
    await page.keyboard.press('Enter');
  }
  await form.getByRole('button', { name: 'Save attribute' }).click();
  await form.waitFor({ state: 'detached' });
  await page.getByText('List: Basic, Pro').waitFor();
  await axe.look('the settings with an attribute');
  await page.getByRole('link', { name: 'Contacts' }).click();
  await table(page).getByRole('button', { name: /Nora Lind/ }).click();
  await card(page).getByRole('button', { name: 'Edit name and account' }).click();
  await card(page).getByRole('combobox', { name: 'Plan' }).click();
  await page.getByRole('option', { name: 'Pro', exact: true }).click();
  await card(page).getByRole('button', { name: 'Save', exact: true }).click();
  await card(page).getByText('Pro', { exact: true }).waitFor();
  await pictures(page, '45-attribute');
  await page.keyboard.press('Escape');
}

/** Somebody else changes the attribute that is being changed: both are seen, and a person chooses. */
async function attributeOfTwo(desktop, axe) {
  const { page } = desktop;
  const nora = await desktop.row('contacts', (each) => each.profileName === 'Nora Lind' && each.attributes?.[0]?.value === 'Pro', 'the attribute is in the copy');
  const [{ key }] = nora.attributes;
  const put = (value, was) => desktop.request('contact.save', { contactId: nora.id, name: nora.savedName, accountId: nora.accountId, attributes: [{ key, value }], edited: { attributes: [{ key, value: was }] } });
  await table(page).getByRole('button', { name: /Nora Lind/ }).click();
  await card(page).getByRole('button', { name: 'Edit name and account' }).click();
  await card(page).getByRole('combobox', { name: 'Plan' }).click();
  await page.getByRole('option', { name: 'Basic', exact: true }).click();
  await put('', 'Pro');
  const choice = card(page).getByRole('alert').filter({ hasText: 'It is now: nothing' });
  await choice.waitFor();
  await card(page).getByRole('button', { name: 'Save', exact: true }).click();
  await until(() => choice.getByRole('button', { name: 'Take theirs' }).evaluate((button) => button === document.activeElement), 'saving leads to the choice');
  await axe.look('an attribute that two changed');
  await pictures(page, '45-attribute-of-two');
  await choice.getByRole('button', { name: 'Keep mine' }).click();
  await choice.waitFor({ state: 'detached' });
  await card(page).getByRole('button', { name: 'Save', exact: true }).click();
  await desktop.row('contacts', ({ id, attributes }) => id === nora.id && attributes?.[0]?.value === 'Basic', 'mine is saved');
  await card(page).getByRole('button', { name: 'Edit name and account' }).waitFor();
  await assert.rejects(put('Pro', ''), /changedMeanwhile|Somebody else changed/, 'who heard of nothing is refused');
  await page.keyboard.press('Escape');
  await card(page).waitFor({ state: 'detached' });
}

const many = 2_000;

/** A list with broken rows: what would become of it is said first, nothing is changed by that, and the rest is taken. */
async function imported(page, axe) {
  const rows = Array.from({ length: many }, (_, n) => (n % 100 === 7 ? `12,Broken ${n},` : `+49171${String(5_000_000 + n)},Guest ${n},${n % 2 === 0 ? 'Basic' : 'Pro'}`));
  const before = Number((await table(page).getAttribute('aria-rowcount')) ?? 1) - 1;
  await byPalette(page, 'Import contacts');
  const dialog = page.getByRole('dialog', { name: 'Import contacts' });
  await page.locator('input[type=file]').setInputFiles({ name: 'guests.csv', mimeType: 'text/csv', buffer: Buffer.from(`Phone,Name,Plan\n${rows.join('\n')}\n`) });
  await dialog.getByText(/^2,000 rows in/).waitFor();
  await dialog.getByRole('button', { name: 'Look through first' }).click();
  await dialog.getByText('Nothing is changed yet. New: 1,980. Changed: 0. Same as now: 0. Refused: 20.').waitFor({ timeout: 60_000 });
  await dialog.getByText(/^Line 9: /).waitFor();
  await axe.look('a list that was looked through');
  await pictures(page, '45-import');
  await dialog.getByRole('button', { name: 'Import 1,980 contacts' }).click();
  await dialog.getByText(/^Done\. New: 1,980\./).waitFor({ timeout: 120_000 });
  await page.keyboard.press('Escape');
  await until(async () => {
    assert.equal(Number(await table(page).getAttribute('aria-rowcount')) - 1, before + many - 20);
    return true;
  }, 'all of them are in the list');
  await search(page).fill('Guest 1234');
  await table(page).getByText('+49 171 5001234').waitFor();
}
