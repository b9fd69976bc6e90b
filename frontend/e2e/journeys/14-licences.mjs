/** Licences that are bought by the seat: what is used is seen, an invitation keeps them, and none is given that is not there. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pictures } from '../lib/pictures.mjs';
import { live, settle } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'licences by the seat: used, kept by an invitation, given, refused';

const password = 'seven small otters';

export async function run(stage) {
  const relay = await stage.relay(await stage.world());
  const owner = await stage.desktop();
  await settle(owner, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password });
  const { page } = owner;
  await page.setViewportSize({ width: 1280, height: 800 });
  await shows(page, 'Users');
  assert.equal(await seats(page).count(), 0, 'where nothing was bought, nothing is limited');

  const said = await relay.seats('--contact-center=2', '--whatsapp=5');
  assert.match(said, /Contact Center: 1 used, 2 bought/);
  await live(owner);
  await seats(page).getByText('1 of 2 used').waitFor();

  const link = await invites(page, 'Lena Agent', 'lena@harbour-pine.example');
  await seats(page).getByText('2 of 2 used').waitFor();
  await pictures(page, 'people-invitation-open');
  await page.getByRole('button', { name: 'Invite user' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite user' });
  await dialog.getByText('2 of 2 used, none free').waitFor();
  await pictures(page, 'invite');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await joins(stage, link);
  await page.getByText('Lena Agent').first().waitFor();
  await until(async () => (await page.getByRole('region', { name: 'Open invitations' }).count()) === 0, 'the invitation is used up');
  await seats(page).getByText('2 of 2 used').waitFor();
  await pictures(page, 'people');
  await givesAndTakes(owner);
  await list(owner);
  await number(page);
  await withoutContactCenter(owner);
}

const shows = (page, name) => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: new RegExp(`^${name}`) }).click();
const seats = (page) => page.getByRole('list', { name: 'Licences in use' });

async function invites(page, name, email) {
  await page.getByRole('button', { name: 'Invite user' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
  await page.getByRole('button', { name: 'Create invitation' }).click();
  const made = page.getByRole('dialog', { name: `Invitation for ${name}` });
  await made.waitFor();
  const link = (await made.innerText()).match(/http\S+\/join#\S+/)?.[0] ?? (await made.getByRole('textbox').first().inputValue());
  await made.getByRole('button', { name: 'Done' }).click();
  return link;
}

async function joins(stage, link) {
  const other = await stage.desktop({ profile: 'lena', data: join(stage.dir, 'lena') });
  const { page } = other;
  await page.getByRole('button', { name: 'I have an invitation or a reset code' }).click();
  await page.getByRole('textbox', { name: 'Invitation link or code' }).fill(link);
  await page.getByRole('textbox', { name: 'Your name' }).fill('Lena Agent');
  await page.getByRole('textbox', { name: 'E-mail address' }).fill('lena@harbour-pine.example');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await live(other);
  await other.end();
}

/** A licence that is taken is free, and one that nobody has free is not given, whatever the page would ask. */
async function givesAndTakes(owner) {
  const { page } = owner;
  await page.getByRole('button', { name: 'Edit Lena Agent' }).click();
  const licences = page.getByRole('region', { name: 'Licences' });
  await pictures(page, 'person');
  const contactCenter = licences.getByRole('switch', { name: /^Contact Center/ });
  await contactCenter.click({ force: true });
  await licences.getByText('1 of 2 used').waitFor();
  await contactCenter.click({ force: true });
  await licences.getByText('2 of 2 used').waitFor();
  await page.keyboard.press('Escape');
  const lena = await owner.row('users', (each) => each.name === 'Lena Agent', 'Lena is there');
  await owner.request('user.licences', { userId: lena.id, licences: ['base', 'whatsApp'] });
  await owner.request('people.invite', { name: 'Ben', email: 'ben@harbour-pine.example', role: 'agent' });
  await assert.rejects(owner.request('user.licences', { userId: lena.id, licences: ['base', 'whatsApp', 'contactCenter'] }), /noSeat|No Contact Center licence is free/);
}

async function number(page) {
  await shows(page, 'Channels');
  await page.getByRole('button', { name: 'Edit WhatsApp_Support' }).click();
  await page.getByRole('dialog').waitFor();
  await pictures(page, 'number');
  await page.keyboard.press('Escape');
}

/** A list with a fault is refused beside the row; mended, it is checked, then taken, and whoever comes is where the list put them. Codes are not lost unasked. */
async function list(owner) {
  const { page } = owner;
  await shows(page, 'Users');
  await page.getByRole('button', { name: 'Import list' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import a list of people' });
  const choose = (text) => page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await choose('name,email,licences,inboxes,capacity\nEva Duarte,eva@harbour-pine.example,base,,0\n');
  await dialog.getByText('“0”: write a whole number from 1 to 100.').waitFor();
  await choose('name;email;licences;capacity\nEva Duarte;eva@harbour-pine.example;base;7\nLena Agent;lena@harbour-pine.example;;9\n');
  await dialog.getByRole('button', { name: 'Check the list' }).click();
  await dialog.getByText('will be invited').waitFor();
  await pictures(page, 'list');
  await dialog.getByRole('button', { name: 'Import 2 people' }).click();
  await dialog.getByText('1 person was invited').waitFor();
  await page.keyboard.press('Escape'); // would lose the code
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.getByText('The link and code of 1 person have not been saved.').waitFor();
  await pictures(page, 'list-codes');
  await dialog.getByRole('button', { name: 'Close without them' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('region', { name: 'Open invitations' }).getByText('Eva Duarte').waitFor();
  await owner.row('users', (each) => each.name === 'Lena Agent' && each.capacity === 9, 'the list changed Lena');
}

/** An owner who took Contact Center from themselves is told how to come by it. */
async function withoutContactCenter(owner) {
  const { page } = owner;
  const { userId } = await owner.call('Session', 'State');
  await owner.request('user.licences', { userId, licences: ['base', 'whatsApp'] });
  await page.getByRole('heading', { name: 'You lack the Contact Center licence' }).waitFor();
  await pictures(page, 'set-up-denied');
  await assert.rejects(owner.request('setup.list', {}), /noSetUp|lack the Contact Center licence/);
  await page.getByRole('button', { name: 'Open users' }).click();
  await owner.request('user.licences', { userId, licences: ['base', 'whatsApp', 'contactCenter'] });
  await shows(page, 'Channels');
  await page.getByText('WhatsApp_Support').first().waitFor();
}
