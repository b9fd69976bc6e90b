/** A customer moves to a new phone: replies are held until somebody has checked who it is, and then go once. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { accept, bubble, closeToasts, offer, reply, row, showList, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'a customer has a new phone: replies are held, the list and the board say so, and go once after a check';

const digits = '4915228817355';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  await switchOn(page);
  await page.getByRole('link', { name: 'Workspace' }).click();
  const nora = await control.customer('Nora Lind', digits, { noAutoRead: true });
  await control.write(nora, 'Can you change my address?');
  await comes(page, 'Nora Lind');
  await accept(page, 'Nora Lind');
  await reply(page, 'Of course. Which one is it now?');
  await control.onPhone(nora, (each) => each.text === 'Of course. Which one is it now?', 'the reply on the phone');

  await newPhone(page);
  await page.getByRole('link', { name: 'Workspace' }).click();
  await showList(page, 'Mine');
  await row(page, 'Nora Lind').click();
  await reply(page, 'Are you there?');
  const band = page.getByRole('region', { name: "The customer's identity changed" });
  await band.waitFor({ timeout: 30_000 });
  await reply(page, 'Please send it here.');
  await band.getByText('1 reply is held.').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: /^Held until it is clear who the customer is/ }).waitFor();
  await row(page, 'Nora Lind').getByText('Held', { exact: true }).waitFor();
  await closeToasts(page);
  const axe = new Axe(page);
  await axe.look('a conversation that is held');
  await pictures(page, '58-held');
  await onBoard(page);
  await page.getByRole('link', { name: 'Workspace' }).click();
  await row(page, 'Nora Lind').click();

  await band.getByRole('button', { name: 'I have checked who it is…' }).click();
  const ask = page.getByRole('dialog', { name: 'Have you checked who the customer is?' });
  await ask.getByText('1 reply is held and goes out now').waitFor();
  await pictures(page, '58-ask');
  assert.equal((await control.phone(nora)).some((each) => each.text === 'Please send it here.'), false);
  await ask.getByRole('button', { name: 'I have checked, release' }).click();
  await band.waitFor({ state: 'detached' });
  await control.onPhone(nora, (each) => each.text === 'Please send it here.', 'the held reply on the phone');
  await page.getByText(/checked the customer's identity another way/).waitFor();
  await pictures(page, '58-released');
  await control.write(nora, 'Harbour Street 4, please.');
  await bubble(page, 'Harbour Street 4, please.').waitFor({ timeout: 30_000 });
  await reply(page, 'Done.');
  await control.onPhone(nora, (each) => each.text === 'Done.', 'a reply after it');
  assert.equal((await control.phone(nora)).filter((each) => each.text === 'Please send it here.').length, 1);
  axe.judge();
}

/** The setting of the number, at Meta. */
async function switchOn(page) {
  await page.getByRole('link', { name: 'Channels' }).click();
  await page.getByRole('button', { name: /^Edit / }).first().click();
  const editor = page.getByRole('dialog', { name: /^Edit / });
  const check = editor.getByRole('switch', { name: /^Hold replies when/ });
  await check.scrollIntoViewIfNeeded();
  await check.click({ force: true });
  await until(() => check.isChecked(), 'the check is on', 20_000);
  await pictures(page, '58-setting');
  await page.keyboard.press('Escape');
}

/** On the practice phone. */
async function newPhone(page) {
  await page.getByRole('link', { name: 'Sandbox' }).click();
  const phone = page.getByRole('region', { name: 'Phone of Nora Lind' });
  await phone.getByRole('button', { name: "Behaviour of Nora Lind's phone" }).click({ timeout: 20_000 });
  await page.getByRole('menuitem', { name: 'Moves to a new phone' }).click();
  await page.getByText(/has a new phone$/).waitFor();
  await pictures(page, '58-new-phone');
}

async function onBoard(page) {
  await page.getByRole('link', { name: 'Board' }).click();
  const tile = page.getByRole('button', { name: /^Identity to check\s*1/ });
  await tile.click({ timeout: 20_000 });
  await page.getByText('Nora Lind').first().waitFor();
  await pictures(page, '58-board');
}

/** The customers of practice write as well, and one conversation is offered at a time. */
async function comes(page, name) {
  const decline = page.getByRole('region', { name: /^Offer: / }).getByRole('button', { name: /^Decline/ });
  await until(async () => {
    if ((await offer(page, name).count()) > 0) return true;
    if ((await decline.count()) > 0) await decline.first().click({ timeout: 2_000 }).catch(() => undefined); // it may have gone meanwhile
    return false;
  }, `${name} is offered`, 60_000);
}
