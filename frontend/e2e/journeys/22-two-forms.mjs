/** Two admins with a form of the same person and of the same number open: neither undoes what the other changed, and nothing typed is lost. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pictures } from '../lib/pictures.mjs';
import { accepts, live, settle } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'two desktops edit one person and one number: each keeps what the other changed, and of the same field a person chooses';

const password = 'seven small otters';

export async function run(stage) {
  const relay = await stage.relay(await stage.world());
  const mara = await stage.desktop({ profile: 'mara' });
  const { numberId } = await settle(mara, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password });
  const nils = await stage.desktop({ profile: 'nils', data: join(stage.dir, 'nils') });
  await accepts(nils, mara, { name: 'Nils Admin', email: 'nils@harbour-pine.example', password, role: 'admin' });
  await person(mara.page, nils.page);
  await settings(stage, mara, nils, numberId);
}

/** The parts of the form that both have open. */
async function person(mara, nils) {
  const hers = await edits(mara, 'Users', 'Nils Admin', 'Nils Admin');
  const his = await edits(nils, 'Users', 'Nils Admin', 'Nils Admin');
  await hers.getByLabel('Name', { exact: true }).fill('Nils Berg');
  await hers.getByLabel('Conversations at once').fill('7');
  await hers.getByRole('switch', { name: /^Accept offers/ }).press('Space');

  await his.getByLabel('Conversations at once').fill('12');
  await his.getByRole('combobox', { name: 'Inboxes' }).click();
  await nils.getByRole('option', { name: 'Support' }).click();
  await his.getByLabel('Level in Support').fill('40');
  await his.getByRole('button', { name: 'Save' }).click();
  await his.getByText('Saved.').waitFor();

  const choice = hers.getByRole('alert');
  await choice.getByText('It is now: 12').waitFor();
  assert.equal(await hers.getByLabel('Level in Support').inputValue(), '40', 'what he changed elsewhere is there');
  assert.equal(await hers.getByLabel('Conversations at once').inputValue(), '7', 'what she typed is there');
  await hers.getByRole('button', { name: 'Save' }).click();
  await until(() => choice.getByRole('button', { name: 'Take theirs' }).evaluate((button) => button === document.activeElement), 'saving leads to the choice');
  await pictures(mara, '22-person-clash');
  await choice.getByRole('button', { name: 'Keep mine' }).click();
  await hers.getByRole('button', { name: 'Save' }).click();
  await mara.getByRole('form', { name: 'Nils Berg' }).getByText('Saved.').waitFor();

  const now = nils.getByRole('form', { name: 'Nils Berg' });
  await now.waitFor();
  assert.equal(await now.getByLabel('Conversations at once').inputValue(), '7');
  assert.equal(await now.getByLabel('Level in Support').inputValue(), '40', 'her form took him out of no inbox');
  assert.equal(await now.getByRole('switch', { name: /^Accept offers/ }).isChecked(), true);
  assert.equal(await now.getByRole('alert').count(), 0, 'whoever saved has nothing to choose');
  for (const page of [mara, nils]) {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
}

/** Of a number's settings, too; what she typed outlives Escape and her desktop. */
async function settings(stage, mara, nils, numberId) {
  const hers = await edits(mara.page, 'Channels', 'WhatsApp_Support', 'Settings');
  const his = await edits(nils.page, 'Channels', 'WhatsApp_Support', 'Settings');
  await hers.getByLabel('Description').fill('The web shop, all countries');
  await hers.getByLabel('Service name for reports').fill('Web shop');
  await mara.page.keyboard.press('Escape');
  await mara.page.getByRole('dialog').waitFor({ state: 'detached' });
  await until(async () => (await mara.call('Compose', 'Drafts')).some((each) => each.threadId === `form/channel/${numberId}`), 'what she typed is on her disk');
  await mara.end();

  await his.getByLabel('Service name for reports').fill('Orders');
  await his.getByLabel('Data source').fill('region=emea');
  await his.getByRole('button', { name: 'Save settings' }).click();
  await his.getByText('Saved.').waitFor();

  const again = await stage.desktop({ profile: 'mara' });
  await live(again);
  const form = await edits(again.page, 'Channels', 'WhatsApp_Support', 'Settings');
  await form.getByRole('alert').getByText('It is now: Orders').waitFor();
  assert.equal(await form.getByLabel('Description').inputValue(), 'The web shop, all countries', 'what she typed outlived her desktop');
  assert.equal(await form.getByLabel('Data source').inputValue(), 'region=emea');
  await form.getByLabel('Service name for reports').evaluate((input) => input.scrollIntoView({ block: 'center' }));
  await pictures(again.page, '22-number-clash');
  await form.getByRole('button', { name: 'Take theirs' }).click();
  await form.getByRole('button', { name: 'Save settings' }).click();
  await form.getByText('Saved.').waitFor();
  await until(async () => (await his.getByLabel('Description').inputValue()) === 'The web shop, all countries', 'he sees what she saved');
  assert.equal(await his.getByLabel('Service name for reports').inputValue(), 'Orders');
  assert.equal(await his.getByLabel('Data source').inputValue(), 'region=emea');
  const refused = await again.request('number.update', { numberId, name: 'WhatsApp_Support', description: 'old', serviceName: '', dataSource: [], edited: { description: '' } }).catch((error) => String(error));
  assert.match(String(refused), /changedMeanwhile|Somebody else changed the description/, 'a desktop that heard of nothing is refused');
}

async function edits(page, screen, name, form) {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: new RegExp(`^${screen}`) }).click();
  await page.getByRole('button', { name: `Edit ${name}` }).click();
  const part = page.getByRole('form', { name: form });
  await part.waitFor();
  return part;
}
