/** What is shown after *Close*: the next in the list with the keyboard in its reply, the choice in the palette too, and undo leads back. */
import assert from 'node:assert/strict';
import { byPalette } from '../lib/keyboard.mjs';
import { customers, ownerWithThree } from '../lib/office.mjs';
import { pictures } from '../lib/pictures.mjs';
import { closeToasts, field, open, opened, row } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'after a conversation is closed the next one opens, ready to be answered; undo leads back, and whoever waits longest can be chosen';

export async function run(stage) {
  const { page } = await ownerWithThree(stage);
  await chooses(page, 'Next in the list');
  await goesOn(page);
  await byPalette(page, 'After Close: Whoever waits longest');
  await longest(page);
}

async function chooses(page, what) {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('combobox', { name: 'What to show next' }).click();
  await page.getByRole('option', { name: what }).click();
  await pictures(page, '50-setting');
  await page.getByRole('link', { name: 'Workspace' }).click();
}

/** The names of the list as it is drawn, from the top. */
const names = (page) => page.locator('[data-thread]').evaluateAll((rows) => rows.map((each) => each.textContent)).then((texts) => texts.map((text) => customers.map(([name]) => name).find((name) => text.includes(name))));

const hasKeyboard = (page, name) => until(async () => (await page.evaluate(() => document.activeElement?.getAttribute('placeholder') ?? '')).includes(name), `the reply to ${name} has the keyboard`);

async function goesOn(page) {
  await closeToasts(page);
  await until(async () => (await names(page)).length === 3, 'all three are in the list');
  const [first, second] = await names(page);
  assert.deepEqual([first, second], ['Tom Baker', 'Rosa Marin'], 'the newest is on top');
  await open(page, first);
  await page.keyboard.press('Alt+e');
  await opened(page, second);
  await hasKeyboard(page, second);
  const told = page.getByRole('alert').filter({ hasText: `Next: ` });
  await told.filter({ hasText: second }).waitFor();
  await pictures(page, '50-next');
  await told.getByRole('button', { name: /^Reopen/ }).click();
  await opened(page, first);
  await row(page, first).waitFor();
  await field(page).waitFor();
}

async function longest(page) {
  await closeToasts(page);
  // Lena wrote first, and nobody has answered her.
  await open(page, 'Tom Baker');
  await page.keyboard.press('Alt+e');
  await opened(page, 'Lena Hoffmann');
  await hasKeyboard(page, 'Lena Hoffmann');
}
