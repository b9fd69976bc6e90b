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
  const chat = await accept(page, 'Lena Hoffmann');
  await bubble(page, 'Ist das Fjell 2 Zelt').waitFor();

  await types(page, chat);
  await seesOffers(page, control);
  await keeps(stage, page);
}

/** Wherever the keyboard was left, the letter to the customer arrives whole. */
async function types(page, chat) {
  const leave = {
    'a click on a message': () => bubble(page, 'Ist das Fjell 2 Zelt').click(),
    Escape: () => page.keyboard.press('Escape'),
    'the find bar': async () => {
      await page.keyboard.press('Control+f');
      await chat.getByRole('searchbox').fill('Zelt');
      await page.keyboard.press('Escape');
    },
    'the emoji picker': async () => {
      await chat.getByRole('button', { name: 'Emoji' }).click();
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    },
    'a menu': async () => {
      await chat.getByRole('button', { name: 'More actions' }).click();
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
    assert.equal(await chat.getByRole('button', { name: 'Close', exact: false }).first().isVisible(), true, `after ${after} the chat is still open`);
    await field(page).fill('');
  }
}

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
      await standsFree(page, card, `${name} at ${size.width} × ${size.height}`);
    }
    await screen(page, 'Workspace');
    for (const [dialog, go] of Object.entries(dialogs(page))) {
      await go();
      await page.locator('[aria-modal="true"]').waitFor();
      await standsFree(page, card, `${dialog} at ${size.width} × ${size.height}`);
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

/** Accept can be pressed, and no card lies on anything else that can be. */
async function standsFree(page, card, where) {
  await card.first().waitFor({ timeout: 40_000 });
  await until(
    () =>
      page.evaluate(() => {
        const top = (each) => {
          const { x, y, width, height } = each.getBoundingClientRect();
          return document.elementFromPoint(x + width / 2, y + height / 2);
        };
        const modal = document.querySelector('[aria-modal="true"]');
        const cards = document.querySelector('[data-keys="offer"]');
        const accept = cards?.querySelector('button');
        if (!accept?.contains(top(accept))) return false;
        return [...(modal ?? document).querySelectorAll('button, a[href], input, textarea, [role="radio"]')].every((each) => cards.contains(each) || !cards.contains(top(each)));
      }),
    `${where}: the card is in front and covers nothing`,
  );
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
