/** Every screen is looked at with axe, in light and dark: no violation, of any severity. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { accept, bubble, field, offer, open, reply, row, showList, startPractice } from '../lib/screens.mjs';

export const title = 'axe finds nothing on any screen, light and dark';
export const long = true;

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  const axe = new Axe(page);
  await beforeSignIn(page, axe);
  await startPractice(page);
  const control = await desktop.control();
  await workspace(page, axe, control);
  await pages(page, axe);
  await wizard(page, axe);
  await overlays(page, axe);
  await signIn(desktop, axe);
  assert.ok(axe.seen >= 40, `only ${axe.seen} looks were taken`);
  axe.judge();
}

async function beforeSignIn(page, axe) {
  await page.getByRole('heading', { name: 'Welcome to Parley' }).waitFor();
  await axe.look('first screen');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByRole('heading', { name: "Connect to your team's relay" }).waitFor();
  await page.getByRole('textbox', { name: 'Address of the relay' }).fill('http://relay.example');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByText('Only https addresses are safe.').waitFor();
  await axe.look('relay address, refused');
  // What Go refuses reaches the screen in its words.
  await page.getByRole('textbox', { name: 'Address of the relay' }).fill('https://127.0.0.1:9');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: /relay/i }).getByText('unavailable').waitFor({ timeout: 30_000 });
  await axe.look('relay not reached');
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'I have an invitation or a reset code' }).click();
  await page.getByRole('heading', { name: 'Join with your code' }).waitFor();
  await axe.look('invitation');
  await page.getByRole('button', { name: /^Back/ }).click();
}

async function workspace(page, axe, control) {
  await offer(page, 'Lena Hoffmann').waitFor({ timeout: 20_000 });
  await axe.look('workspace, empty list and an offer');
  await accept(page, 'Lena Hoffmann');
  await reply(page, 'Ja, in *Grün* ist es da. https://harbour-pine.example/');
  await bubble(page, 'Ja, in Grün ist es da.').getByRole('img', { name: 'Read' }).waitFor({ timeout: 20_000 });
  await axe.look('thread with contact and why');
  await showList(page, 'All');
  await row(page, 'Beatriz Almeida').waitFor({ timeout: 20_000 });
  await open(page, 'Maya Thompson');
  await bubble(page, 'This is how it came out of the box').locator('img').first().waitFor({ timeout: 20_000 });
  await axe.look("a colleague's or nobody's thread with a photo");
  await open(page, 'Jack Nguyen');
  await bubble(page, 'Hostel at Mauerpark').waitFor();
  await axe.look('thread with a location');
  await open(page, 'Lena Hoffmann');
  await page.getByRole('button', { name: 'Send a template' }).click();
  await page.getByRole('list', { name: 'Templates' }).waitFor();
  await axe.look('template picker');
  await page.getByRole('button', { name: /^appointment_reminder/ }).first().click();
  await axe.look('template with values');
  await page.getByRole('button', { name: 'All templates' }).click();
  await page.getByRole('button', { name: 'Back to writing' }).click();
  await field(page).fill('a draft');
  await page.getByRole('combobox', { name: 'Search contacts and messages' }).fill('zelt');
  await page.getByRole('option').first().waitFor();
  await axe.look('search results');
  await page.getByRole('button', { name: 'Clear search' }).click();
  // A refusal of one message: a dead token would stop the account until it is verified again.
  await control.post('faults', { ...(await control.get('faults')), apiErrorProbability: 1, apiErrorCode: 131009, messagesOnly: true });
  await reply(page, 'This cannot go');
  await bubble(page, 'This cannot go').getByRole('button', { name: /show why/ }).click({ timeout: 20_000 });
  await page.getByRole('dialog').waitFor();
  await axe.look('a message that was not sent, and why');
  await page.keyboard.press('Escape');
  await control.post('faults', { ...(await control.get('faults')), apiErrorProbability: 0, apiErrorCode: 0, messagesOnly: false });
  await showList(page, 'Ended');
  await axe.look('no ended thread');
}

async function pages(page, axe) {
  for (const [name, heading] of [
    ['Channels', 'Channels'],
    ['Inboxes', 'Inboxes'],
    ['Users', 'Users'],
    ['Notifications', 'Notifications'],
    ['Sandbox', 'Sandbox'],
    ['Settings', 'Settings'],
  ]) {
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: new RegExp(`^${name}`) }).click();
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    await page.getByRole('status', { name: /^Loading/ }).waitFor({ state: 'detached' });
    await axe.look(name);
  }
}

async function wizard(page, axe) {
  await go(page, '/channels/integrations');
  await page.getByRole('heading', { name: 'Integrations', level: 1 }).waitFor();
  await page.getByText('Signed webhooks').waitFor();
  await axe.look('integrations');
  await go(page, '/channels/new');
  await page.getByRole('textbox', { name: 'Number with country code' }).fill('+44 20 7946 0958');
  await page.getByText('can be used.').waitFor();
  await axe.look('wizard: number');
  await page.getByRole('button', { name: 'Reserve and continue' }).click();
  await page.getByRole('textbox', { name: 'Display name' }).fill('Harbour & Pine London');
  await axe.look('wizard: connect');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Send the code by SMS' }).click();
  await page.getByRole('img', { name: /^Code \d/ }).waitFor({ timeout: 20_000 });
  await axe.look('wizard: code');
  await page.getByRole('button', { name: 'Verify for me' }).click();
  await page.getByText('Meta has verified the number').waitFor();
  await axe.look('wizard: accepted');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('WhatsApp_London');
  await axe.look('wizard: settings');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Business profile' }).waitFor();
  await axe.look('wizard: profile');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Summary' }).waitFor();
  await axe.look('wizard: summary');
  await page.getByLabel('Two-step PIN').fill('481592');
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('WhatsApp_London is connected').waitFor({ timeout: 30_000 });
  await axe.look('wizard: done');
}

/** What lies over the screens: dialogs, the palette, the sheet of shortcuts. */
async function overlays(page, axe) {
  const shut = async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await go(page, '/');
  await page.getByRole('button', { name: 'New conversation' }).first().click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'To' }).waitFor();
  await axe.look('new conversation');
  await shut();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('textbox').or(page.getByRole('dialog').getByRole('combobox')).first().waitFor();
  await axe.look('palette');
  await shut();
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
  await axe.look('shortcuts');
  await shut();
  for (const [path, open, shown] of [
    ['/channels', 'Edit WhatsApp_Support', 'Edit WhatsApp_Support'],
    ['/channels', 'Delete WhatsApp_Support', "WhatsApp_Support can't be deleted yet"],
    ['/inboxes', 'Edit Support', 'Edit Support'],
    ['/users', 'Edit Ana Duarte', 'Edit Ana Duarte'],
    ['/users', 'Invite user', 'Invite user'],
  ]) {
    await go(page, path);
    await page.getByRole('button', { name: open, exact: true }).click();
    await page.getByRole('dialog').getByRole('heading', { name: shown }).first().waitFor();
    await page.getByRole('dialog').getByRole('status', { name: /^Loading/ }).waitFor({ state: 'detached' });
    await axe.look(`dialog: ${open}`);
    await shut();
  }
}

async function signIn(desktop, axe) {
  const { page } = desktop;
  await go(page, '/');
  await page.getByRole('button', { name: 'Use it for real' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave practice' }).waitFor();
  await axe.look('leaving practice');
  await page.getByRole('dialog').getByRole('button', { name: 'Leave practice' }).click();
  await page.getByRole('heading', { name: 'Welcome to Parley' }).waitFor();
  await page.getByRole('button', { name: 'Use this computer' }).click();
  await page.getByRole('heading', { name: 'Create the first owner' }).waitFor({ timeout: 30_000 });
  await axe.look('first owner');
  await page.getByRole('button', { name: /^Back/ }).click();
  await page.getByRole('heading', { name: 'Sign in on this computer' }).waitFor();
  await axe.look('sign-in');
}

async function go(page, path) {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, path);
}
