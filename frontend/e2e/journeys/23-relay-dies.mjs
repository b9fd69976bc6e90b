/** The relay is killed at every step of connecting a number with an ID and a token, and of Meta's own window; each time all goes on where it was. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { begin, popup } from '../lib/meta-window.mjs';
import { addWhatsApp } from '../lib/screens.mjs';
import { again, claim, dies as relayDies } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'a relay killed at each step of connecting a number with a token, and of Meta\'s window: every step goes on, and nothing is done twice';
export const long = true;

const phone = '+442079460958';

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const owner = await stage.desktop({ profile: 'mara' });
  const { page } = owner;
  await claim(owner, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password: 'seven small otters' });
  const dies = () => relayDies(relay, owner);

  await link(page, world, relay, dies);
  await addWhatsApp(page);
  await page.getByRole('textbox', { name: 'Number with country code' }).fill(phone);
  await press(page, 'Reserve and continue');
  await page.getByRole('heading', { name: /^Connect \+44 20 7946 0958 to Meta/ }).waitFor();
  await dies();
  await page.getByRole('textbox', { name: 'Display name' }).fill('Harbour & Pine London');
  await press(page, 'Continue');
  await page.getByRole('heading', { name: /^Verification code for/ }).waitFor();
  await dies();
  await press(page, 'Send the code by SMS');
  const shown = await page.getByRole('img', { name: /^Code \d/ }).getAttribute('aria-label', { timeout: 20_000 });
  await relayDies(relay, owner, () => relay.crash()); // with the code in its memory
  await nowhere(stage, shown.replaceAll(/\D/g, ''));
  // The code was in the relay's memory only. Who has copied it types it.
  await press(page, 'Type it yourself');
  await page.getByRole('textbox', { name: 'Six-digit code' }).fill(shown.replaceAll(/\D/g, ''));
  await press(page, 'Verify');
  await page.getByText('Meta has verified the number').waitFor({ timeout: 20_000 });
  await dies();
  await press(page, 'Continue');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('WhatsApp_London');
  await press(page, 'Continue');
  await page.getByRole('heading', { name: 'Business profile' }).waitFor();
  await dies();
  await page.getByRole('textbox', { name: 'About' }).fill('Repairs and rentals');
  await press(page, 'Continue');
  await page.getByRole('heading', { name: 'Summary' }).waitFor();
  await dies();
  await finishes(page, relay, owner);

  const { numbers } = await world.control.get('panel');
  const line = numbers.filter((each) => each.digits === phone.slice(1));
  assert.equal(line.length, 1, 'Meta has the number once');
  assert.equal(line[0].live, true, 'and it is registered and subscribed');
  await page.getByRole('button', { name: 'Show my channels' }).or(page.getByRole('link', { name: 'Show my channels' })).first().click();
  const rows = page.getByRole('row').filter({ hasText: 'WhatsApp_London' });
  await rows.getByText('Active', { exact: true }).waitFor();
  assert.equal(await rows.count(), 1);
  await throughMetasWindow(stage, page, dies);
}

/** Presses a button once it may be pressed: after a restart that takes the time of a reconnection. */
async function press(page, name) {
  const button = page.getByRole('button', { name, exact: true });
  await until(() => button.isEnabled(), `${name} can be pressed`, 20_000);
  await button.click();
}

/** The code is in nothing that relay and desktop wrote: databases, their logs of writes, what was logged and printed. */
async function nowhere(stage, code) {
  const spelt = new RegExp(`(?<![0-9A-Za-z_.])${[...code].join('[^0-9A-Za-z]{0,3}')}(?![0-9A-Za-z_])`);
  const files = (await readdir(stage.dir, { recursive: true, withFileTypes: true })).filter((each) => each.isFile() && !/^(world|xvfb)/.test(each.name));
  const texts = new Map();
  for (const each of files) texts.set(join(each.parentPath, each.name), await readFile(join(each.parentPath, each.name), 'latin1').catch(() => ''));
  const inAny = (what) => [...texts].filter(([, text]) => what.test(text)).map(([file]) => file);
  for (const place of [/team-relay\/.*\.db/, /replica/, /team-relay\.log/, /app-mara\.log/]) {
    assert.ok([...texts.keys()].some((file) => place.test(file)), `${place} is looked at, of ${[...texts.keys()].join(' ')}`);
  }
  // What is kept is found: the number by the relay, who is signed in by both.
  assert.ok(inAny(new RegExp(phone.slice(1))).length > 0 && inAny(/Mara Owner/).length > 1, 'the search sees');
  assert.deepEqual(inAny(spelt), [], 'the code is nowhere');
}

/** Integrations: the app, then the account by its ID and a token, which is refused first, then the carrier. */
async function link(page, world, relay, dies) {
  await page.getByRole('link', { name: 'Channels' }).click();
  await page.getByRole('button', { name: 'Integrations' }).or(page.getByRole('link', { name: 'Integrations' })).first().click();
  await press(page, 'Add a Meta app');
  await page.getByRole('textbox', { name: 'App ID' }).fill(world.appId);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Shop');
  await page.getByLabel('App secret').fill(world.appSecret);
  await page.getByRole('textbox', { name: /^Configuration ID/ }).fill(world.configId);
  await press(page, 'Store the app');
  await page.getByText(world.appId, { exact: true }).first().waitFor();
  await dies();
  await world.control.post('targets', { Meta: `${relay.url}/webhooks/meta/${world.appId}`, Vonage: `${relay.url}/webhooks/vonage/sms`, Graph: `${world.url}/graph` });

  await press(page, 'Link an account');
  await press(page, 'Connect with an ID and a token instead');
  await page.getByRole('textbox', { name: 'WhatsApp Business Account ID' }).fill(world.wabaId);
  await page.getByLabel('Access token').fill(`${world.token}x`);
  await press(page, 'Verify');
  await page.getByRole('alert').or(page.getByText(/token/i)).first().waitFor();
  await page.getByLabel('Access token').fill(world.token);
  await press(page, 'Verify');
  await page.getByRole('button', { name: 'Check again' }).first().waitFor();
  await dies();

  const vonage = page.getByRole('region', { name: 'Vonage' });
  await vonage.getByRole('textbox', { name: 'API key' }).fill('practice');
  await vonage.getByLabel('API secret').fill('practice-vonage-secret');
  await vonage.getByLabel('Signature secret').fill('practice-signature-secret');
  await vonage.getByRole('button', { name: 'Link and check' }).click();
  await vonage.getByText('Linked', { exact: true }).waitFor();
  await dies();
}

/** The last step is a row of calls at Meta: the relay dies among them, and *Finish* goes on with what is left. */
async function finishes(page, relay, owner) {
  await page.getByLabel('Inbox for its messages').first().click();
  await page.getByRole('option', { name: 'New inbox with me as agent' }).click();
  await page.getByRole('textbox', { name: 'Name of the new inbox' }).fill('Sales London');
  await page.getByLabel('Two-step PIN').fill('481592');
  await press(page, 'Finish');
  await relay.kill();
  await relay.start();
  await again(owner);
  await until(async () => {
    if (await page.getByText('WhatsApp_London is connected').isVisible()) return true;
    const again = page.getByRole('button', { name: /^(Finish|Go on|Try again)$/ }).first();
    if (await again.isVisible() && await again.isEnabled()) await again.click();
    return false;
  }, 'the set-up is finished', 40_000);
}

/** The way through Meta's window: an account more, with the relay killed before, in and after the window. */
async function throughMetasWindow(stage, page, dies) {
  await page.getByRole('button', { name: 'Integrations' }).or(page.getByRole('link', { name: 'Integrations' })).first().click();
  await press(page, 'Link an account');
  const panel = page.getByRole('region', { name: 'Connect to Meta' });
  const address = await begin(panel);
  await dies();
  const browser = await stage.page('browser');
  await browser.goto(address);
  await browser.getByRole('heading', { name: 'Connect your WhatsApp Business Account' }).waitFor();
  await dies();
  const dialog = await popup(browser, 'Open Meta\'s window');
  await dialog.getByLabel('WhatsApp Business Account').selectOption({ label: 'Create a WhatsApp Business account' });
  await dialog.getByLabel('Name of the new account').fill('London Repairs');
  await dialog.locator('#number').selectOption({ label: 'No number for now' });
  await dies();
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await browser.getByRole('heading', { name: 'Go back to Parley' }).waitFor();
  await panel.getByRole('radio', { name: 'London Repairs' }).waitFor();
  await dies();
  await press(page, 'Use this account');
  await page.getByText('London Repairs').first().waitFor();
  await dies();
  await page.getByText('London Repairs').first().waitFor();
}
