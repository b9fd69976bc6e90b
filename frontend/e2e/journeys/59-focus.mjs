/**
 * What opens over a screen takes the focus and gives it back, by keyboard alone: menus, dialogs and drawers, those that are taken
 * away whole and those with an address too. Every screen has one main part, one first heading, no level left out, and landmarks
 * with names of their own.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { accept, bubble, closeToasts, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'dialogs, drawers and menus take the focus and give it back; headings and landmarks of every screen';

// What opens, by the button's name on its screen.
const opens = {
  '/contacts': [/^Import/, /Lena Hoffmann/],
  '/records': [/^Columns/, /^Filter/, /^Saved filters/],
  '/channels': [/^Add a channel/, /^Edit /, /^Delete /],
  '/channels/profiles': [/^New profile/, /^Delete /],
  '/inboxes': [/^New inbox/, /^Edit /, /^Delete /, /^Add a plan/],
  '/users': [/^Import list/, /^Invite user/, /^Edit Ana/],
  '/settings': [/^New canned reply/, /^Add an attribute/],
};

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  await accept(page, 'Lena Hoffmann');
  await bubble(page, 'Ist das Fjell 2 Zelt').waitFor();
  const faults = [...(await page.evaluate(structure)).map((each) => `a conversation: ${each}`)];
  for (const address of await addresses()) {
    await goTo(page, address);
    faults.push(...(await page.evaluate(structure)).map((each) => `${address}: ${each}`));
  }
  assert.deepEqual(faults, [], 'headings and landmarks');
  for (const [address, buttons] of Object.entries(opens)) {
    await goTo(page, address);
    for (const name of buttons) await opensAndCloses(page, `${address} ${name}`, page.getByRole('main').getByRole('button', { name }).first());
  }
  await replaced(page);
}

/** The button goes when its form comes. */
async function replaced(page) {
  await goTo(page, '/channels/integrations');
  const add = page.getByRole('button', { name: 'Add a Meta app' });
  await add.focus();
  await page.keyboard.press('Enter');
  await until(() => page.evaluate(() => document.activeElement?.closest('form') !== null && document.activeElement?.tagName === 'INPUT'), 'the form that replaces its button has the focus');
}

async function opensAndCloses(page, what, button) {
  await button.waitFor();
  await button.focus();
  await page.keyboard.press('Enter');
  await until(() => page.evaluate(() => document.activeElement?.closest('[role="dialog"], [role="menu"]') !== null), `${what}: the focus is in what opened`);
  await until(async () => {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(300); // what fades away
    return page.evaluate(() => Array.from(document.querySelectorAll('[role="dialog"], [role="menu"]')).every((each) => !each.checkVisibility({ visibilityProperty: true })));
  }, `${what}: it is closed`);
  await until(() => button.evaluate((element) => element === document.activeElement), `${what}: the focus is back`);
}

async function addresses() {
  const source = await readFile(new URL('../../src/lib/paths.ts', import.meta.url), 'utf8');
  const list = source.slice(0, source.indexOf('} as const'));
  const found = Array.from(list.matchAll(/^ {2}\w+: '([^':]+)'/gm), ([, path]) => path).filter((path) => !['/welcome', '/sign-in', '/invite', '/connection'].includes(path));
  assert.ok(found.length >= 18, 'the addresses were read');
  return found;
}

async function goTo(page, address) {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, address);
  await page.locator('main h1').first().waitFor();
  await until(async () => (await page.locator('main [role="status"][aria-label^="Loading"]').count()) === 0, `${address} is loaded`);
  await closeToasts(page);
}

/** In the page: what is wrong with its headings and landmarks. */
function structure() {
  const faults = [];
  const shown = (each) => each.checkVisibility({ visibilityProperty: true });
  const name = (each) => each.getAttribute('aria-label') ?? (each.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();
  if (document.querySelectorAll('main').length !== 1) faults.push('there is not one main part');
  const headings = Array.from(document.querySelectorAll('h1, h2, h3, h4, h5, h6')).filter(shown);
  if (headings.filter((each) => each.tagName === 'H1').length !== 1) faults.push('there is not one first heading: ' + headings.filter((each) => each.tagName === 'H1').map((each) => each.textContent).join(' | '));
  let before = 0;
  for (const each of headings) {
    const level = Number(each.tagName[1]);
    if (before > 0 && level > before + 1) faults.push(`a heading of level ${level} comes after one of level ${before}: ${each.textContent}`);
    before = level;
  }
  if (headings[0]?.tagName !== 'H1') faults.push(`the first heading is ${headings[0]?.tagName}: ${headings[0]?.textContent}`);
  for (const kind of ['nav, [role="navigation"]', 'aside, [role="complementary"]', '[role="search"]']) {
    const all = Array.from(document.querySelectorAll(kind)).filter(shown);
    const names = all.map(name);
    all.forEach((each, index) => { if (names[index] === '') faults.push(`a landmark without a name: ${each.outerHTML.slice(0, 90)}`); });
    if (new Set(names).size !== names.length) faults.push(`two landmarks have one name: ${names.join(' | ')}`);
  }
  return faults;
}
