/** A number that is in use for SMS is set up: others' SMS arrive where they went, and its address is put back. */
import assert from 'node:assert/strict';
import { pictures } from '../lib/pictures.mjs';
import { addWhatsApp } from '../lib/screens.mjs';
import { Carrier, Shop } from '../lib/sms.mjs';
import { settle } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'a number in use for SMS: passed on while it is set up, put back after a relay that was killed and a carrier that refused';
export const long = true;

const phone = '442079460958';

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const owner = await stage.desktop({ profile: 'mara' });
  const { page } = owner;
  const shop = await new Shop().open();
  const carrier = new Carrier(world.url, phone);
  await carrier.change('number/update', { country: 'GB', msisdn: phone, moHttpUrl: shop.url, voiceCallbackType: 'tel', voiceCallbackValue: '4930123456' });
  const before = await carrier.number();

  await settle(owner, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password: 'seven small otters' });
  await owner.request('carrier.link', { provider: 'vonage', apiKey: 'practice', apiSecret: 'practice-vonage-secret', signatureSecret: 'practice-signature-secret', signatureMethod: 'sha256' });

  await addWhatsApp(page);
  await page.getByRole('textbox', { name: 'Number with country code' }).fill(`+${phone}`);
  await page.getByRole('button', { name: 'Reserve and continue' }).click();
  await page.getByRole('heading', { name: /^Connect \+44 20 7946 0958 to Meta/ }).waitFor();
  await pictures(page, '16-connect');
  assert.match(await carrier.number(), /webhooks\/vonage\/sms/, 'the SMS of the number come to the relay');

  // Others' SMS arrive as they came, while the relay runs and after it was killed.
  await world.control.post('sms', { to: phone, from: 'Shop', text: 'Order 1 is paid' });
  await shop.has('Order 1 is paid');
  await relay.kill();
  await world.control.post('sms', { to: phone, from: 'Shop', text: 'Order 2 is paid' });
  await relay.start();
  await world.control.post('targets', { Vonage: '' }); // what waits for a retry is sent at once
  await shop.has('Order 2 is paid');

  // The carrier takes an address only while it answers: until then the list says what is owed.
  await shop.close();
  await page.getByRole('button', { name: 'Close' }).first().click();
  const owed = page.getByText(/^SMS to \+44 20 7946 0958 still come to Parley/);
  await owed.waitFor({ timeout: 40_000 });
  await pictures(page, '16-owed');
  await shop.open();
  await until(async () => (await carrier.number()) === before, 'the carrier has the earlier settings', 60_000);
  await owed.waitFor({ state: 'detached', timeout: 30_000 });
  assert.deepEqual(shop.orders(), ['Order 1 is paid', 'Order 2 is paid'], 'each arrived once');
  await shop.close();
}
