/** One person in two organizations of a relay: chosen after the password, switched in the menu, and nothing of one is seen in the other. */
import assert from 'node:assert/strict';
import { bubble, open, showList } from '../lib/screens.mjs';
import { live, settle } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'two organizations on one relay: choosing, switching, and nothing of the other';

const email = 'mara@harbour-pine.example';
const password = 'seven small otters';

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const desktop = await stage.desktop();
  await settle(desktop, relay, { name: 'Mara Owner', email, password });
  const lena = await world.control.customer('Lena Hoffmann', '4915228817386');
  await world.control.write(lena, 'Wo bleibt mein Paket?');
  await showList(desktop.page, 'All');
  await open(desktop.page, 'Lena Hoffmann');
  await bubble(desktop.page, 'Wo bleibt mein Paket?').waitFor();

  const link = await relay.organization('Fjord & Co', email);
  await live(desktop);
  await joins(stage, link);
  await chooses(desktop);
  await switches(desktop);
}

const shows = (page, name) => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: new RegExp(`^${name}`) }).click();

/** The operator's link opens the new organization, on another computer. */
async function joins(stage, link) {
  const other = await stage.desktop({ profile: 'fjord' });
  const { page } = other;
  await page.getByRole('button', { name: 'I have an invitation or a reset code' }).click();
  await page.getByRole('textbox', { name: 'Invitation link or code' }).fill(link);
  await page.getByRole('textbox', { name: 'Your name' }).fill('Mara Fjord');
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  const state = await live(other);
  assert.deepEqual(state.organizations, [], 'a person who has not signed in elsewhere on this computer is told of nothing else');
  await showList(page, 'All');
  await page.getByText('No conversation is open').waitFor();
  await other.end();
}

/** Signing in asks which organization, after the password and not before. */
async function chooses({ page }) {
  await shows(page, 'Settings');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  assert.equal(await page.getByText('Fjord & Co').count(), 0, 'nothing is said before the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Which organization?' }).waitFor();
  await page.getByRole('button', { name: 'Fjord & Co' }).click();
  await page.getByText(/^Fjord & Co · http/).waitFor(); // the settings, where the sign-out was
  await shows(page, 'Workspace');
  await showList(page, 'All');
  await page.getByText('No conversation is open').waitFor();
  assert.equal(await page.getByText('Lena Hoffmann').count(), 0, 'nothing of the other organization');
}

/** The menu at the name switches, and what belongs to the other is there, and only there. */
async function switches(desktop) {
  const { page } = desktop;
  await page.getByRole('button', { name: /Your presence/ }).click();
  await page.getByRole('menuitem', { name: 'Harbour & Pine' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in to Harbour & Pine' }); // the first time on this computer
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await showList(page, 'All');
  await open(page, 'Lena Hoffmann');
  await bubble(page, 'Wo bleibt mein Paket?').waitFor();
  const state = await live(desktop);
  assert.deepEqual(state.organizations.map((each) => [each.name, each.current]).sort(), [['Fjord & Co', false], ['Harbour & Pine', true]]);

  await page.getByRole('button', { name: /Your presence/ }).click();
  await page.getByRole('menuitem', { name: 'Fjord & Co' }).click();
  await until(async () => (await page.getByText('Lena Hoffmann').count()) === 0, 'nothing of the other organization');
  await page.getByText('No conversation is open').waitFor();
}
