/**
 * Every address of the app is opened, in light and dark: axe finds nothing, there is one first heading, nothing is wider
 * than the window, and targets, type and shapes are large and strong enough. The addresses come from lib/paths.ts; one
 * that is new and has no visit here fails.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Axe } from '../lib/axe.mjs';
import { measure } from '../lib/measure.mjs';
import { pictures } from '../lib/pictures.mjs';
import { accept, bubble, closeToasts, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'every screen in light and dark: axe, headings, targets, type, shapes, and a window of 640 × 400';

// Nobody comes to these by an address: the gate shows them while nobody is signed in (08-axe looks at them), or a set-up is begun.
const elsewhere = ['firstRun', 'signIn', 'invite', 'connectionError', 'setup'];

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  const axe = new Axe(page);
  const faults = [];
  const look = async (name) => {
    await axe.look(name);
    faults.push(...(await measure(page)).map((each) => `${name}: ${each}`));
  };
  await page.getByRole('heading', { name: 'Welcome to Parley' }).waitFor();
  await look('firstRun');
  await startPractice(page);
  await accept(page, 'Lena Hoffmann');
  await bubble(page, 'Ist das Fjell 2 Zelt').waitFor();
  const thread = await page.evaluate(() => window.location.hash.slice(1));
  const ids = await visitIds(page, thread);
  const routes = await addresses();
  for (const [name, pattern] of Object.entries(routes)) {
    if (elsewhere.includes(name)) continue;
    const address = pattern.replace(/:(\w+)/, (_, parameter) => {
      assert.ok(ids[parameter] !== undefined, `the route ${name} needs ${parameter}: say in visitIds where it is found`);
      return ids[parameter];
    });
    await goTo(page, address);
    await look(name);
    await pictures(page, `56-${name}`);
  }
  await small(page, routes, ids, faults);
  assert.deepEqual([...new Set(faults)], [], 'what is too small, too weak or too wide');
  axe.judge();
}

async function addresses() {
  const source = await readFile(new URL('../../src/lib/paths.ts', import.meta.url), 'utf8');
  const list = source.slice(0, source.indexOf('} as const'));
  const found = Object.fromEntries(Array.from(list.matchAll(/^ {2}(\w+): '([^']+)'/gm), ([, name, path]) => [name, path]));
  assert.ok(Object.keys(found).length >= 28, 'the addresses were read');
  return found;
}

/** The parts of addresses that differ from one organization to the next, as the screens themselves lead there. */
async function visitIds(page, thread) {
  await goTo(page, '/contacts');
  await page.getByRole('main').getByText('Lena Hoffmann').first().click();
  const contactId = await part(page, /^#\/contacts\/(.+)$/);
  await goTo(page, '/channels');
  await page.getByRole('button', { name: /^Message us/ }).first().click();
  const numberId = await part(page, /^#\/channels\/([^/]+)\/message-us$/);
  return { threadId: thread.split('/').at(-1), contactId, numberId, profileId: 'new', templateId: 'new' };
}

function part(page, address) {
  return until(async () => address.exec(await page.evaluate(() => window.location.hash))?.[1], `an address like ${address}`);
}

async function goTo(page, address) {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, address);
  await page.locator('main h1').first().waitFor();
  await until(async () => (await page.locator('main [role="status"][aria-label^="Loading"]').count()) === 0, `${address} is loaded`);
  await closeToasts(page);
}

/** 1280 × 800 at 200 %: nothing is beside the window, and the way out of every dialog is in it. */
async function small(page, routes, ids, faults) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 640, height: 400 });
  for (const [name, pattern] of Object.entries(routes)) {
    if (elsewhere.includes(name)) continue;
    await goTo(page, pattern.replace(/:(\w+)/, (_, parameter) => ids[parameter]));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) faults.push(`${name}: at 640 × 400 the page is ${wide} px wider than the window`);
  }
  await page.setViewportSize(before);
}
