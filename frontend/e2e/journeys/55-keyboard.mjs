/** A whole day without the mouse: every deed by a key that stands under "?". */
import assert from 'node:assert/strict';
import { byPalette, focused, focusOn, step, watchPointer } from '../lib/keyboard.mjs';
import { pictures } from '../lib/pictures.mjs';
import { bubble, field, offer, opened, row } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'keyboard only: accept, read, reply, canned, note, label, snooze, transfer, return, close, reopen, search, a setting';

const tool = (page, name) => page.getByRole('toolbar', { name: 'What to do with the conversation' }).getByRole('button', { name });
const press = (page, keys) => page.keyboard.press(keys);
const enabled = (page) => until(() => page.getByRole('button', { name: 'Send', exact: true }).isEnabled(), 'the reply can be sent');

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  const pointer = await watchPointer(page);
  await begins(page);
  await reads(page);
  await writes(page);
  await works(page);
  await hands(page);
  await ends(page);
  await finds(page);
  assert.equal(await pointer.presses(), 0, 'nothing was pressed with a pointer');
}

async function begins(page) {
  await page.getByRole('button', { name: 'Start practice' }).waitFor();
  await step(page, 'Tab', /^button Start practice/);
  await press(page, 'Enter');
  await page.getByRole('navigation', { name: 'Conversations' }).waitFor({ timeout: 40_000 });
  await page.getByRole('button', { name: 'Skip the tour' }).waitFor();
  await step(page, 'Tab', /^button Skip the tour/);
  await press(page, 'Enter');
  await offer(page, 'Lena Hoffmann').waitFor({ timeout: 25_000 });
  await press(page, 'Alt+a');
  await opened(page, 'Lena Hoffmann');
  await focusOn(page, /^textarea Reply/);
}

/** From the tools in the header to the reply are three stops; the messages are one of them. */
async function reads(page) {
  await bubble(page, 'Ist das Fjell 2 Zelt').waitFor();
  await tool(page, /^Close/).waitFor(); // the tools come after the messages
  await press(page, 'Shift+F6');
  await focusOn(page, /^region Messages/);
  await press(page, 'ArrowUp');
  await until(async () => (await focused(page)).startsWith('article '), 'a message has the focus');
  await press(page, 'Shift+F6');
  assert.match(await page.evaluate(() => document.activeElement.closest('header, [role="toolbar"]')?.tagName ?? ''), /HEADER|DIV/, 'the focus is in the header');
  await step(page, 'Tab', /^button Close/, 3);
  const stops = await step(page, 'Tab', /^textarea Reply/, 3);
  assert.ok(stops <= 3, `${stops} stops from the header to the reply`);
}

async function writes(page) {
  await page.keyboard.type('Ja, in *Grün* ist es da.');
  await byPalette(page, 'Save as canned reply');
  await step(page, 'Tab', /^input Shortcut/);
  await page.keyboard.type('gruen');
  await press(page, 'Tab');
  await page.keyboard.type('It is there in green');
  await pictures(page, '55-save-canned');
  await press(page, 'Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await focusOn(page, /^textarea Reply/);
  await enabled(page);
  await press(page, 'Enter');
  await bubble(page, 'Ja, in Grün ist es da.').waitFor();
  await until(async () => (await field(page).inputValue()) === '', 'the reply is empty');
  await press(page, 'Alt+s');
  await page.keyboard.type('gruen');
  await page.getByRole('option', { name: /gruen/ }).waitFor();
  await press(page, 'Enter');
  await until(async () => (await field(page).inputValue()).startsWith('Ja, in'), 'the canned reply is in the field');
  await enabled(page);
  await press(page, 'Enter');
  await until(async () => (await bubble(page, 'Ja, in Grün ist es da.').count()) === 2, 'the canned reply was sent');
  await press(page, 'Alt+Shift+n');
  await focusOn(page, /^textarea Note/);
  await page.keyboard.type('Asked about the colour.');
  await press(page, 'Control+Enter');
  await page.getByRole('article', { name: /note/i }).filter({ hasText: 'Asked about the colour.' }).waitFor();
  await press(page, 'Alt+Shift+n');
  await focusOn(page, /^textarea Reply/);
}

async function works(page) {
  await press(page, 'Alt+l');
  await focusOn(page, /Find or create a label/);
  await page.keyboard.type('Tents');
  await page.getByRole('option', { name: 'Create “Tents”' }).waitFor();
  await press(page, 'Enter');
  await page.getByRole('option', { name: 'Tents', exact: true, selected: true }).waitFor();
  await press(page, 'Escape');
  await row(page, 'Lena Hoffmann').getByText('Tents').waitFor();
  await press(page, 'Alt+h');
  await page.getByRole('button', { name: /^In an hour/ }).waitFor();
  await step(page, 'Tab', /^button In an hour/);
  await press(page, 'Enter');
  await page.getByText(/^You snoozed this at/).waitFor();
  await press(page, 'Alt+h');
  await page.getByText(/^Woken at/).waitFor();
}

async function hands(page) {
  await press(page, 'Alt+t');
  const dialog = page.getByRole('dialog', { name: /^Transfer the conversation/ });
  // Colleagues of practice are offline; inboxes never are.
  await step(page, 'Shift+Tab', /^input To a colleague/);
  await press(page, 'ArrowRight');
  await dialog.getByRole('radiogroup', { name: 'Inboxes' }).getByRole('radio').last().waitFor();
  await step(page, 'Tab', /^input (?!Find|Search|To a)/);
  await press(page, 'Space');
  await pictures(page, '55-transfer');
  await step(page, 'Tab', /^button Transfer/);
  await press(page, 'Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Undo|^Take it back|^Take back/ }).first().waitFor();
  await press(page, 'Alt+z');
  await opened(page, 'Lena Hoffmann');
  await page.getByRole('button', { name: 'Return to queue' }).waitFor();
  await press(page, 'Alt+Shift+t');
  await toList(page, 'Waiting');
  await row(page, 'Lena Hoffmann').waitFor();
  await until(async () => {
    if (await page.getByRole('region', { name: /Lena Hoffmann$/ }).first().isVisible()) return true;
    await press(page, 'Alt+PageDown');
    return false;
  }, 'Lena Hoffmann is open');
  await tool(page, /^Take/).waitFor();
  await press(page, 'Alt+k');
  await opened(page, 'Lena Hoffmann');
  await focusOn(page, /^textarea Reply/);
}

/** Goes on among the lists until one of them is shown. */
async function toList(page, name) {
  const shown = page.getByRole('heading', { level: 1, name });
  for (let lists = 0; lists < 6 && (await shown.count()) === 0; lists++) await press(page, 'Alt+Shift+ArrowDown');
  await shown.waitFor();
}

async function ends(page) {
  await press(page, 'Alt+e');
  await page.getByRole('alert').filter({ hasText: 'Closed' }).getByRole('button', { name: /^Reopen/ }).waitFor();
  await press(page, 'Alt+z');
  await tool(page, /^Close/).waitFor();
  await press(page, 'Alt+e');
  await page.getByRole('button', { name: /^Reopen/ }).first().waitFor();
  await toList(page, 'Ended');
  await row(page, 'Lena Hoffmann').waitFor();
  await press(page, 'Alt+PageDown');
  await opened(page, 'Lena Hoffmann');
  await press(page, 'Alt+o');
  await tool(page, /^Close/).waitFor();
}

async function finds(page) {
  await press(page, 'Control+Shift+f');
  await focusOn(page, /Search contacts and messages/);
  await page.keyboard.type('zelt');
  await page.getByRole('option').first().waitFor();
  await press(page, 'Enter');
  await opened(page, 'Lena Hoffmann');
  await press(page, 'Control+,');
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  await step(page, 'Tab', /Text size/);
  await press(page, 'Control+=');
  await until(() => page.evaluate(() => document.documentElement.style.fontSize === '110%'), 'the text is larger');
  await pictures(page, '55-settings');
  await press(page, 'Control+0');
  await until(() => page.evaluate(() => document.documentElement.style.fontSize === ''), 'the text is as before');
  await press(page, 'F1');
  await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
  await pictures(page, '55-sheet');
  await press(page, 'Escape');
}
