/** Rule 11 in the real app: what is typed is the reply, an offer is seen on every screen, and unsent work is kept. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accept, bubble, field, offer, open, row, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'rule 11: typed letters, offers on every screen, drafts and files of each person';

const letter = 'Dear Anna, a new deed & jokes: née?';
const screens = [
  ['Channels', 'Channels'],
  ['Inboxes', 'Inboxes'],
  ['Users', 'Users'],
  ['Notifications', 'Notifications'],
  ['Settings', 'Settings'],
];

const screen = (page, name) => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: new RegExp(`^${name}`) }).click();
const written = (page, text) => until(async () => (await field(page).inputValue()) === text, `the reply reads “${text}”`);

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  const thread = await accept(page, 'Lena Hoffmann');
  await bubble(page, 'Ist das Fjell 2 Zelt').waitFor();

  await types(page, thread);
  await opensTheMenuHere(page);
  await seesOffers(page, control);
  await keeps(stage, page);
}

/** Wherever the keyboard was left, the letter to the customer arrives whole. */
async function types(page, thread) {
  const leave = {
    'a click on a message': () => bubble(page, 'Ist das Fjell 2 Zelt').click(),
    Escape: () => page.keyboard.press('Escape'),
    'the find bar': async () => {
      await page.keyboard.press('Control+f');
      await thread.getByRole('searchbox').fill('Zelt');
      await page.keyboard.press('Escape');
    },
    'the emoji picker': async () => {
      await thread.getByRole('button', { name: 'Emoji' }).click();
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    },
    'a menu': async () => {
      await thread.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menu').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'detached' });
    },
    'nothing focused': () => page.evaluate(() => document.activeElement.blur()),
  };
  for (const [after, go] of Object.entries(leave)) {
    await go();
    // Slower than the pause that protects quick typing.
    await page.keyboard.type(letter.slice(0, 4), { delay: 650 });
    await page.keyboard.type(letter.slice(4));
    await written(page, letter);
    assert.equal(await thread.getByRole('button', { name: 'Close', exact: false }).first().isVisible(), true, `after ${after} the thread is still open`);
    await field(page).fill('');
  }
}

/** The menu of a message comes up where it was asked for: at the pointer, or at what has the focus. */
async function opensTheMenuHere(page) {
  const message = bubble(page, 'Ist das Fjell 2 Zelt');
  const menu = page.getByRole('menu', { name: 'Message' });
  const at = await message.boundingBox();
  await message.click({ button: 'right', position: { x: 30, y: 12 } });
  await stands(menu, at.x + 30, at.y + 12);
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'detached' });
  await message.focus();
  await page.keyboard.press('Shift+F10');
  // Chromium under automation sends no such event of its own for the key.
  await message.dispatchEvent('contextmenu', { button: 2, clientX: 3, clientY: 3 });
  await stands(menu, at.x, at.y + at.height);
  assert.equal(await menu.getByRole('menuitem').first().evaluate((each) => each === document.activeElement), true, 'the first line has the focus');
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'detached' });
}

const stands = (menu, x, y) =>
  until(async () => {
    const box = await menu.boundingBox();
    return box !== null && Math.abs(box.x - x) < 12 && box.y >= y - 2 && box.y - y < 20;
  }, `the menu stands at ${Math.round(x)}, ${Math.round(y)}`);

/** The card is there with words in the search field, on each screen and over a dialog, and never over the composer. */
async function seesOffers(page, control) {
  const card = page.getByRole('region', { name: /^Offer: / });
  await control.write('maya', 'Is anybody there?').catch(() => undefined);
  await card.first().waitFor({ timeout: 40_000 });
  await page.getByRole('combobox', { name: 'Search contacts and messages' }).fill('zelt');
  await card.first().waitFor({ timeout: 40_000 });
  const [at, below] = [await card.first().boundingBox(), await field(page).boundingBox()];
  assert.ok(at.x + at.width <= below.x || at.y + at.height <= below.y, 'the card does not lie on the composer');
  await page.getByRole('button', { name: 'Clear search' }).click();
  const full = page.viewportSize();
  for (const size of [full, { width: 1000, height: 640 }]) {
    await page.setViewportSize(size);
    for (const [name, heading] of screens) {
      await screen(page, name);
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await standsFree(page, control, card, `${name} at ${size.width} × ${size.height}`);
    }
    await screen(page, 'Workspace');
    for (const [dialog, go] of Object.entries(dialogs(page))) {
      await go();
      await page.locator('[aria-modal="true"]').waitFor();
      await standsFree(page, control, card, `${dialog} at ${size.width} × ${size.height}`);
      await page.keyboard.press('Escape');
      await page.locator('[aria-modal="true"]').waitFor({ state: 'detached' });
    }
  }
  await page.setViewportSize(full);
}

const dialogs = (page) => ({
  'the dialog of a new conversation': () => page.getByRole('button', { name: 'New conversation' }).first().click(),
  'the palette': () => page.keyboard.press('Control+k'),
  'the list of shortcuts': () => page.keyboard.press('F1'),
});

let strangers = 0;

/** Accept can be pressed, and no card lies on anything else that can be. Somebody new writes whenever no thread is offered. */
async function standsFree(page, control, card, where) {
  await until(async () => {
    if ((await card.count()) === 0) {
      const name = `Stranger ${++strangers}`;
      await control.write(await control.customer(name, `4915100${10_000 + strangers}`), 'Is anybody there?');
      await card.first().waitFor({ timeout: 40_000 });
    }
    return page.evaluate(coversNothing);
  }, `${where}: the card is in front and covers nothing`, 90_000);
}

function coversNothing() {
  const top = (each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height / 2);
  };
  const cards = document.querySelector('[data-keys="offer"]');
  const accept = cards?.querySelector('button');
  if (!accept?.contains(top(accept))) return false;
  const within = document.querySelector('[aria-modal="true"]') ?? document;
  // What is scrolled out of sight lies beneath whatever is there.
  const isInSight = (each) => {
    const at = each.getBoundingClientRect();
    const middle = { x: at.x + at.width / 2, y: at.y + at.height / 2 };
    for (let around = each.parentElement; around !== null; around = around.parentElement) {
      const edge = around.getBoundingClientRect();
      if (getComputedStyle(around).overflowY !== 'visible' && (middle.y < edge.top || middle.y > edge.bottom)) return false;
    }
    return true;
  };
  const controls = [...within.querySelectorAll('button, a[href], input, textarea, [role="radio"]')].filter((each) => !cards.contains(each) && isInSight(each));
  return controls.length > 0 && controls.every((each) => !cards.contains(top(each)));
}

/** Draft and file are there again for who left them, and for nobody else. */
async function keeps(stage, page) {
  const path = join(stage.dir, 'plan.txt');
  await writeFile(path, 'the plan');
  await open(page, 'Lena Hoffmann');
  await field(page).fill('half a sentence');
  await page.locator('input[type=file]').setInputFiles(path);
  await page.getByRole('list', { name: 'Attached files' }).getByText('plan.txt').waitFor();
  await screen(page, 'Sandbox');
  const me = /^You are (.*)\.$/.exec(await page.getByText(/^You are /).innerText())[1];
  const sit = async (name) => {
    await screen(page, 'Sandbox');
    await page.getByRole('button', { name: `Switch to ${name}` }).click();
    await page.getByText(`You are ${name}.`).waitFor({ timeout: 30_000 });
    await screen(page, 'Workspace');
  };
  await sit('Ana Duarte');
  assert.equal(await page.getByText('half a sentence').count(), 0, 'Ana sees nothing of it');
  assert.equal(await page.getByText('plan.txt').count(), 0);
  await sit(me);
  await row(page, 'Lena Hoffmann').waitFor();
  await open(page, 'Lena Hoffmann');
  await written(page, 'half a sentence');
  await page.getByRole('list', { name: 'Attached files' }).getByText('plan.txt').waitFor();
}
