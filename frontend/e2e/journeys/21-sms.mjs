/** A number in use for SMS becomes a channel: customers' SMS are answered, and a set-up's code stays out of the thread. */
import assert from 'node:assert/strict';
import { pictures } from '../lib/pictures.mjs';
import { bubble, field, reply, row, showList, startPractice } from '../lib/screens.mjs';
import { Carrier, Shop } from '../lib/sms.mjs';
import { settle } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

export const title = "an SMS number: added, written to, answered, a conversation begun; a set-up's code caught, and redacted in the thread; deleted and put back";
export const long = true;

const phone = '442079460958';
const line = `sms:${phone}`;

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const owner = await stage.desktop({ profile: 'mara' });
  const { page } = owner;
  const shop = await new Shop().open();
  const carrier = new Carrier(world.url, phone);
  await carrier.change('number/update', { country: 'GB', msisdn: phone, moHttpUrl: shop.url });
  const before = await carrier.number();
  await settle(owner, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password: 'seven small otters' });
  await owner.request('carrier.link', { provider: 'vonage', apiKey: 'practice', apiSecret: 'practice-vonage-secret', signatureSecret: 'practice-signature-secret', signatureMethod: 'sha256' });

  await page.getByRole('link', { name: 'Inboxes' }).click();
  await page.getByRole('button', { name: 'New inbox' }).click();
  const editor = page.getByRole('dialog', { name: 'New inbox' });
  await editor.getByRole('textbox', { name: 'Name' }).fill('Texts');
  await editor.getByRole('radio', { name: 'SMS' }).click();
  await editor.getByRole('combobox', { name: 'Agents' }).click();
  await page.getByRole('option', { name: 'Mara Owner' }).click();
  await pictures(page, '21-sms-inbox');
  await editor.getByRole('button', { name: 'Create the inbox' }).click();
  await editor.waitFor({ state: 'detached' });

  await page.getByRole('link', { name: 'Channels' }).click();
  await page.getByRole('button', { name: 'Add a channel' }).click();
  await pictures(page, '21-add-menu');
  await page.getByRole('menuitem', { name: /^SMS/ }).click();
  await page.getByRole('combobox', { name: 'Number at the carrier' }).click();
  await page.getByRole('option', { name: '+44 20 7946 0958' }).click();
  await page.getByText(`Its SMS go to ${shop.url} now.`).waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('SMS_UK');
  await page.getByRole('combobox', { name: 'Inbox' }).click();
  await page.getByRole('option', { name: 'Texts' }).click();
  await pictures(page, '21-sms-form');
  await page.getByRole('button', { name: 'Add the number' }).click();
  await page.getByText('SMS_UK').first().waitFor({ timeout: 20_000 });
  await pictures(page, '21-sms-channels');
  assert.match(await carrier.number(), /webhooks\/vonage\/sms/, 'its SMS come to the relay');

  const jo = await world.control.customer('Jo Field', '4915112345678');
  await world.control.write(jo, 'Is the shop open today?', { phoneNumberId: line });
  await page.getByRole('link', { name: 'Workspace' }).click();
  await page.getByRole('region', { name: /^Offer: \+49/ }).getByRole('button', { name: 'Accept' }).click({ timeout: 25_000 });
  await bubble(page, 'Is the shop open today?').waitFor();
  await field(page).pressSequentially('Yes, until');
  await page.getByText('1 SMS · 150 left').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Attach files' }).count(), 0, 'no files by SMS');
  await pictures(page, '21-sms-thread');
  await reply(page, 'Yes, until six.');
  const got = await until(async () => (await world.control.phone(jo)).find((each) => !each.fromCustomer), 'the answer is on the phone');
  assert.equal(got.text, 'Yes, until six.');
  await bubble(page, 'Yes, until six.').getByRole('img', { name: 'Delivered' }).waitFor({ timeout: 20_000 });

  // Somebody new is written to first: no template, no window.
  const kim = await world.control.customer('Kim Berg', '4915112345680');
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: 'New conversation' }).click();
  const dialog = page.getByRole('dialog', { name: 'New conversation' });
  await dialog.getByRole('textbox', { name: 'To' }).fill('+49 1511 2345680');
  await dialog.getByRole('textbox', { name: 'Message' }).fill('Your boots are ready.');
  await pictures(page, '21-sms-new');
  await dialog.getByRole('button', { name: 'Send and open' }).click();
  const first = await until(async () => (await world.control.phone(kim)).find((each) => !each.fromCustomer), 'the first SMS is on the phone');
  assert.equal(first.text, 'Your boots are ready.');
  await bubble(page, 'Your boots are ready.').getByRole('img', { name: 'Delivered' }).waitFor({ timeout: 20_000 });

  // The number is set up for WhatsApp too: its code is for whoever does, and not for who reads the thread.
  const setup = await owner.request('setup.begin', { phone: `+${phone}` });
  await world.control.post('sms', { to: phone, from: 'WhatsApp', text: "Your WhatsApp code: 618-033\nDon't share this code with others" });
  const caught = await until(async () => {
    const view = await owner.call('Setup', 'Code', setup.id);
    return view.found ? view : undefined;
  }, 'the code is there');
  assert.equal(caught.code.code, '618033');
  await showList(page, 'All');
  const told = row(page, 'Your WhatsApp code');
  await told.waitFor({ timeout: 20_000 });
  assert.doesNotMatch(await told.innerText(), /618|033/, 'the thread has no code');
  await owner.request('setup.drop', { setupId: setup.id });
  assert.deepEqual(shop.orders(), [], 'nothing goes to the earlier system any more');

  const { id } = await owner.row('numbers', (each) => each.name === 'SMS_UK', 'the SMS number');
  await owner.request('number.map', { numberId: id, inboxId: '' });
  await owner.request('number.delete', { numberId: id });
  await until(async () => (await carrier.number()) === before, 'the carrier has the earlier settings', 60_000);
  await world.control.write(jo, 'Order 3 is late', { phoneNumberId: line });
  await shop.has('Order 3 is late');
  await shop.close();
  await inPractice(await stage.desktop({ profile: 'practice' }));
}

/** In practice a customer writes from their phone in the panel, and has the answer on it. */
async function inPractice(desktop) {
  const { page } = desktop;
  await startPractice(page);
  const { id } = await desktop.request('inbox.put', { name: 'Texts', type: 'sms', mode: 'roundRobin', reassignSeconds: 30, members: [(await desktop.call('Session', 'State')).userId] });
  await desktop.request('sms.add', { carrier: 'vonage', phone: `+${phone}`, name: 'SMS_UK', inboxId: id });
  await page.getByRole('link', { name: 'Sandbox' }).click();
  await page.getByRole('combobox', { name: 'They write to' }).click();
  await page.getByRole('option', { name: /^SMS · SMS_UK/ }).click({ timeout: 20_000 });
  const lena = page.getByRole('region', { name: 'Phone of Lena Hoffmann' });
  await lena.getByRole('textbox', { name: 'Write as Lena Hoffmann' }).fill('Is the shop open today?');
  await lena.getByRole('button', { name: 'Send as Lena Hoffmann', exact: true }).click();
  await lena.getByText('Is the shop open today?').waitFor({ timeout: 20_000 });
  await page.getByRole('link', { name: 'Workspace' }).click();
  // The other customers of practice wait too: this one is taken out of its turn.
  await showList(page, 'All');
  await row(page, 'Is the shop open today?').click({ timeout: 20_000 });
  await bubble(page, 'Is the shop open today?').waitFor();
  await page.getByRole('region', { name: /^Conversation with / }).getByRole('button', { name: 'Take' }).first().click({ timeout: 20_000 });
  await reply(page, 'Yes, until six.');
  await page.getByRole('link', { name: 'Sandbox' }).click();
  await page.getByRole('combobox', { name: 'They write to' }).click();
  await page.getByRole('option', { name: /^SMS · SMS_UK/ }).click();
  await lena.getByText('Yes, until six.').waitFor({ timeout: 20_000 });
  await pictures(page, '21-sms-practice');
}
