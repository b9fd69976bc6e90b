/** Undo send: a reply waits on this computer, comes back whole, survives a kill inside the wait, and goes once. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { accept, bubble, closeToasts, field, open, reply } from '../lib/screens.mjs';
import { settle } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'a reply is taken back, outlives a killed app inside its wait, goes once, and before the conversation is closed';

const email = 'mara@harbour-pine.example';
const password = 'seven small otters';

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const desktop = await stage.desktop({ profile: 'mara' });
  await settle(desktop, relay, { name: 'Mara Owner', email, password });
  const lena = await world.control.customer('Lena Hoffmann', '4915228817386');
  const onPhone = async () => (await world.control.phone(lena)).filter((message) => !message.fromCustomer).map((message) => message.text);
  await world.control.write(lena, 'Wo bleibt mein Paket?');
  await choose(desktop.page, '10 seconds');
  await accept(desktop.page, 'Lena Hoffmann');
  await bubble(desktop.page, 'Wo bleibt mein Paket?').waitFor();
  await closeToasts(desktop.page);

  await takesBack(desktop.page);
  await takesFormsBack(desktop.page);
  assert.deepEqual(await onPhone(), [], 'what was taken back never left');

  await field(desktop.page).fill('Es kommt morgen.');
  await field(desktop.page).press('Enter');
  await desktop.page.getByText(/^Sending in \d+ s$/).waitFor();
  const [held] = await desktop.call('Compose', 'Queued');
  await desktop.kill();
  assert.deepEqual(await onPhone(), [], 'a killed app sends nothing');
  await until(() => Date.now() > held.holdUntil, 'the wait is over', 15_000);
  await desktop.start();
  await world.control.onPhone(lena, (message) => message.text === 'Es kommt morgen.', 'it goes after the restart');

  await open(desktop.page, 'Lena Hoffmann');
  await bubble(desktop.page, 'Es kommt morgen.').waitFor();
  await reply(desktop.page, 'Schönen Tag noch!');
  await desktop.page.getByText(/^Sending in \d+ s$/).waitFor();
  await desktop.page.getByRole('region', { name: 'Conversation with Lena Hoffmann' }).getByRole('button', { name: 'Close', exact: true }).click();
  await desktop.page.getByText('Closed by you').waitFor();
  await world.control.onPhone(lena, (message) => message.text === 'Schönen Tag noch!', 'it goes before the conversation is closed');
  assert.deepEqual(await onPhone(), ['Es kommt morgen.', 'Schönen Tag noch!'], 'each once');
}

async function choose(page, seconds) {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('combobox', { name: 'Undo send' }).click();
  await page.getByRole('option', { name: seconds }).click();
  await pictures(page, '47-settings');
}

/** One is taken back by its button, before what is written meanwhile, and one by Ctrl+Z. */
async function takesBack(page) {
  await reply(page, 'Das weiß ich nicht');
  await page.getByText(/^Sending in \d+ s$/).waitFor();
  await field(page).pressSequentially('Ich schaue nach');
  const axe = new Axe(page);
  await axe.look('a held reply');
  axe.judge();
  await pictures(page, '47-held');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await until(async () => (await field(page).inputValue()) === 'Das weiß ich nicht\nIch schaue nach', 'both texts are in the reply');
  await field(page).fill('Moment bitte');
  await field(page).press('Enter');
  await page.getByText(/^Sending in \d+ s$/).waitFor();
  await field(page).press('Control+z');
  await until(async () => (await field(page).inputValue()) === 'Moment bitte', 'Ctrl+Z brings it back');
  await field(page).fill('');
}

/** A place, a card and a question stand in their forms again as they were filled in. */
async function takesFormsBack(page) {
  const forms = [
    { kind: 'Location', fields: { 'Map link or coordinates': '52.52, 13.405', Name: 'Lamp repairs', Address: 'Torstraße 1, Berlin' } },
    { kind: 'Contact card', fields: { Name: 'Ana Bell', Number: '+4930901820', 'E-mail': 'ana@example.com' } },
    { kind: 'Question with choices', fields: { Question: 'When do you come?', 'Button 1': 'Today', 'Button 2': 'Tomorrow' } },
  ];
  for (const { kind, fields } of forms) {
    await page.getByRole('button', { name: /^Add to the reply/ }).click();
    await page.getByRole('menuitem', { name: kind }).click();
    const dialog = page.getByRole('dialog', { name: kind });
    const input = (name) => dialog.getByRole('textbox', { name: new RegExp(`^${name}`, 'u') });
    for (const [name, value] of Object.entries(fields)) await input(name).fill(value);
    await dialog.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/^Sending in \d+ s$/).waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await dialog.waitFor();
    for (const [name, value] of Object.entries(fields)) await until(async () => (await input(name).inputValue()) === value, `${kind}: ${name} is as it was`);
    await pictures(page, `47-again-${kind.split(' ')[0].toLowerCase()}`);
    await dialog.getByRole('button', { name: 'Discard it' }).click();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  assert.equal(await field(page).inputValue(), '', 'no words of a form stand in the reply');
}
