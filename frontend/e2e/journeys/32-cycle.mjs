/** The 24/48 hour cycle of a template that nobody answers, while the days pass at once: told, written again, put away. */
import { bubble, closeToasts, open, opened, row, showList, startPractice } from '../lib/screens.mjs';
import { pictures } from '../lib/pictures.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'a template without an answer: told after 24 hours, a second one begins anew, put away after 48, and taken up again';

const hour = 60 * 60;

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  const id = await control.customer('Kaya Stein', '4915228817455', { noAutoRead: true });
  await begins(page, control, id);
  await toldAfterADay(page, control);
  await beginsAnew(page, control, id);
  await putAway(page, control);
  await answersAtLast(page, control, id);
}

const state = (page, name) => page.getByRole('region', { name: 'State' }).getByText(name, { exact: true }).waitFor({ timeout: 20_000 });
const passes = (control, hours) => control.post('clock', { aheadSeconds: hours * hour });

/** A person writes first, with a template. */
async function begins(page, control, id) {
  await page.getByRole('button', { name: 'New conversation' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New conversation' });
  await dialog.getByRole('textbox', { name: 'To' }).fill('+49 1522 8817455');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Kaya Stein');
  await template(page, dialog, 'Send and open');
  await opened(page, 'Kaya Stein');
  await onPhone(control, id, 1);
  await state(page, 'Initiated');
}

/** Sends the template, with the opt-in that it takes. */
async function template(page, within, send) {
  await within.getByRole('list', { name: 'Templates' }).getByRole('button', { name: /continue_conversation/ }).click();
  await within.getByRole('textbox', { name: 'Value 1' }).fill('Kaya');
  const button = within.getByRole('button', { name: send });
  await button.click();
  const optIn = page.getByRole('group', { name: 'Opt-in' });
  const asked = await optIn.waitFor({ timeout: 2_000 }).then(() => true, () => false);
  if (!asked) return;
  await optIn.getByRole('button', { name: 'Record opt-in' }).click();
  await optIn.getByRole('combobox', { name: 'How they agreed' }).click();
  await page.getByRole('option', { name: 'In person or on paper' }).click();
  await button.click();
}

const onPhone = (control, id, count) =>
  until(async () => (await control.phone(id)).filter((each) => each.template !== '').length === count, `${count} templates are on the phone`, 20_000);

async function toldAfterADay(page, control) {
  await passes(control, 23.9);
  await state(page, 'Initiated');
  await passes(control, 0.2);
  await page.getByRole('region', { name: 'State' }).getByText('24 hours have passed without an answer.').waitFor({ timeout: 20_000 });
  await pictures(page, '32-cycle-told');
  await state(page, 'Initiated');
  await page.getByRole('link', { name: /^Notifications/ }).click();
  await page.getByText(/24 hours passed without an answer: .*Kaya Stein/).waitFor();
  await pictures(page, '32-cycle-notice');
  await page.getByRole('link', { name: /^Workspace/ }).click();
  await open(page, 'Kaya Stein');
}

/** Another template begins the 48 hours anew: 47 hours after the first, and 23 after it, the conversation goes on. */
async function beginsAnew(page, control, id) {
  await closeToasts(page);
  await template(page, page.getByRole('main'), 'Send template');
  await onPhone(control, id, 2);
  await passes(control, 47);
  await state(page, 'Initiated');
}

async function putAway(page, control) {
  await passes(control, 1.1);
  await page.getByText('Ended: no answer in 48 hours').first().waitFor({ timeout: 20_000 });
  await pictures(page, '32-cycle-away');
  await showList(page, 'Ended');
  await page.getByRole('radio', { name: /^Archived/ }).click();
  await row(page, 'Kaya Stein').waitFor();
}

/** An answer after all that brings the conversation back, and free text with it. */
async function answersAtLast(page, control, id) {
  await control.write(id, 'Sorry, I was away');
  await bubble(page, 'Sorry, I was away').waitFor({ timeout: 20_000 });
  await state(page, 'Waiting');
}
