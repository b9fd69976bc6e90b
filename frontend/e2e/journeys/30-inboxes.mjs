/** Inboxes as a supervisor sets them up: hours outside of which nobody is asked and the customer is told. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { accept, bubble, offer, open, showList, startPractice } from '../lib/screens.mjs';

export const title = 'business hours: closed, the customer is told once, open again';

const names = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  await offer(page, 'Lena Hoffmann').waitFor({ timeout: 20_000 });
  await accept(page, 'Lena Hoffmann');
  await rehearse(page);
  await atCapacity(page, control);
  await closed(page);
  await toldOnce(page, control);
  await openAgain(page);
}

/** What came so far is played by other settings before they are saved: with nobody but a colleague who is offline, nobody would have got it. */
async function rehearse(page) {
  const panel = await editInbox(page);
  const agents = panel.getByRole('combobox', { name: 'Agents' });
  await agents.click();
  for (let n = 0; n < 5; n++) await agents.press('Backspace');
  await agents.press('Tab');
  await panel.getByRole('button', { name: 'Rehearse…' }).click();
  await panel.getByText('Choose at least one agent. Without one, nobody would answer.').waitFor();
  await agents.click();
  await page.getByRole('option', { name: 'Ana Duarte' }).click();
  await agents.press('Tab');
  await panel.getByRole('button', { name: 'Rehearse…' }).click();
  const box = page.getByRole('dialog', { name: /^Rehearse the changes to / });
  await box.getByRole('button', { name: 'Rehearse', exact: true }).click();
  const shares = box.getByRole('table', { name: 'Share of each agent' });
  await shares.getByRole('row').nth(1).waitFor();
  await box.getByRole('table', { name: 'Conversations for someone else' }).getByText('Lena Hoffmann').waitFor();
  const axe = new Axe(page);
  await axe.look('rehearsal');
  axe.judge();
  await pictures(page, '30-rehearsal');
  await box.getByRole('button', { name: 'Close' }).click();
  await panel.getByRole('button', { name: 'Cancel' }).click();
}

/** One conversation of the inbox at once: who writes then waits, the card says why, and without the limit the queue moves on at once. */
async function atCapacity(page, control) {
  const limit = async (to) => {
    const panel = await editInbox(page);
    const field = panel.getByLabel('Conversations of this inbox that an agent has at once');
    await field.fill(to);
    await field.evaluate((input) => input.scrollIntoView({ block: 'center' }));
    if (to !== '') await pictures(page, '30-capacity');
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Workspace' }).click();
  };
  const anyOffer = page.getByRole('region', { name: /^Offer: / });
  await limit('1');
  await anyOffer.getByRole('button', { name: 'Decline', exact: true }).click(); // made before there was a limit
  await anyOffer.waitFor({ state: 'detached' });
  const id = await control.customer('Emil Novak', '4915228817388', { noAutoRead: true });
  await control.write(id, 'Is somebody there?');
  await showList(page, 'All');
  await open(page, 'Emil Novak');
  await page.getByText('1 of 1 conversations of this inbox').waitFor();
  await pictures(page, '30-at-capacity');
  assert.equal(await anyOffer.count(), 0, 'nobody is asked');
  await limit('');
  await anyOffer.waitFor();
}

/** Opens the only inbox that there is. */
async function editInbox(page) {
  await page.getByRole('link', { name: 'Inboxes' }).click();
  await page.getByRole('button', { name: /^Edit / }).first().click();
  return page.getByRole('dialog');
}

/** Hours that leave out today, wherever this runs. */
async function closed(page) {
  const panel = await editInbox(page);
  await panel.getByRole('switch', { name: /^Only open at set hours/ }).click();
  await panel.getByRole('combobox', { name: 'Time zone' }).fill('Azores');
  await page.getByRole('option', { name: 'Atlantic/Azores' }).click();
  for (const day of names.slice(1, 6)) await panel.getByRole('button', { name: `Remove the time on ${day} (1)` }).click();
  const open = names[(new Date().getDay() + 3) % 7];
  await panel.getByRole('button', { name: `Add a time on ${open}` }).click();
  await panel.getByRole('radio', { name: /^Tell the customer/ }).click();
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.getByText('Write what customers are told.').waitFor();
  await panel.getByRole('button', { name: 'Add a day' }).click();
  const axe = new Axe(page);
  await axe.look('business hours');
  axe.judge();
  await pictures(page, '30-hours-message');
  await panel.getByRole('switch', { name: /^Only open/ }).scrollIntoViewIfNeeded();
  await panel.getByRole('heading', { name: 'Business hours' }).evaluate((heading) => heading.scrollIntoView());
  await pictures(page, '30-hours');
  await panel.getByRole('button', { name: 'Remove day 1' }).click();
  await chooseHolidays(page, panel);
  await panel.getByRole('textbox', { name: 'Message to the customer' }).fill('We are back in three days.');
  await panel.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('table', { name: 'Inboxes' }).getByText(`Closed until ${open}`).waitFor();
  await pictures(page, '30-inboxes');
}

/** The public holidays of next year, all but one. */
async function chooseHolidays(page, panel) {
  await panel.getByRole('button', { name: 'Public holidays…' }).click();
  await panel.getByRole('combobox', { name: 'Country or region' }).fill('Bayern');
  await page.getByRole('option', { name: 'Germany · Bayern' }).click();
  await panel.getByRole('combobox', { name: 'Year' }).click();
  await page.getByRole('option', { name: String(new Date().getFullYear() + 1) }).click();
  await panel.getByRole('checkbox', { name: /Neujahrstag/ }).click();
  const axe = new Axe(page);
  await axe.look('public holidays');
  axe.judge();
  await panel.getByRole('heading', { name: 'Choose public holidays' }).evaluate((heading) => heading.scrollIntoView());
  await pictures(page, '30-holidays');
  await panel.getByRole('button', { name: /^Add \d+ days$/ }).click();
  assert.equal(await panel.getByRole('textbox', { name: 'Name of day 1', exact: true }).inputValue(), 'Heilige Drei Könige');
}

async function toldOnce(page, control) {
  const id = await control.customer('Nora Lind', '4915228817399', { noAutoRead: true });
  await control.write(id, 'Are you there?');
  const told = await control.onPhone(id, (message) => message.text === 'We are back in three days.', 'the customer is told');
  assert.equal(told.template, '');
  await control.write(id, 'Hello?');
  await page.getByRole('link', { name: 'Workspace' }).click();
  await showList(page, 'All');
  await open(page, 'Nora Lind');
  await bubble(page, 'Hello?').waitFor();
  await page.getByText(/^Waiting in .*, which is closed until /).waitFor();
  await pictures(page, '30-told');
  assert.equal(await bubble(page, 'We are back in three days.').count(), 1);
  assert.equal(await offer(page, 'Nora Lind').count(), 0, 'nobody is asked');
}

async function openAgain(page) {
  const panel = await editInbox(page);
  await panel.getByRole('switch', { name: /^Only open at set hours/ }).click();
  await panel.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Always open').waitFor();
  await page.getByRole('link', { name: 'Workspace' }).click();
  await open(page, 'Nora Lind');
  await page.getByText(/which is closed/).waitFor({ state: 'detached' });
}
