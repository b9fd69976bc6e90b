/** Every kind of message is drawn, in both themes: forms, addresses, orders, ads, cards with many numbers, calls, what another system has. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { accept, showList, row, startPractice } from '../lib/screens.mjs';

export const title = 'all kinds of messages, and what another system does with a conversation';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  const axe = new Axe(page);
  await startPractice(page);
  const control = await desktop.control();
  const thread = await accept(page, 'Lena Hoffmann');
  const lena = (await control.get('customers')).find((each) => each.id === 'lena').phone.replace(/\D/gu, '');
  let count = 0;
  const says = (message) => {
    count += 1;
    return control.post('tell', {
      field: 'messages',
      value: {
        messaging_product: 'whatsapp', metadata: {},
        contacts: [{ profile: { name: 'Lena Hoffmann' }, wa_id: lena }],
        messages: [{ from: lena, id: `wamid.K${count}`, timestamp: String(Math.floor(Date.now() / 1000)), ...message }],
      },
    });
  };

  await says({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'address_message', body: 'A. Rao\nMumbai', response_json: JSON.stringify({ saved_address_id: 'a1', values: { name: 'A. Rao', in_pin_code: '0400063', landmark_area: 'near station', city: 'Mumbai' } }) } } });
  await thread.getByText('PIN code').waitFor();
  await thread.getByText('0400063').waitFor();
  await says({ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"screen_0_Your_size_1":"007","order":12345678901234567890,"gone":null,"when":{"day":"Tuesday"}}' } } });
  await thread.getByText('12345678901234567890').waitFor();
  await thread.getByText('Your size').waitFor();
  await says({ type: 'order', order: { catalog_id: 'c', text: 'please before Friday', product_items: [{ product_retailer_id: 'TENT-2', quantity: 2, item_price: 99.9, currency: 'EUR' }, { product_retailer_id: 'PEG-10', quantity: '10', item_price: '0.1', currency: 'EUR' }] } });
  await thread.getByText('200.80 EUR').waitFor();
  await pictures(page, '40-answers');
  await says({ type: 'text', text: { body: 'Is this still there?' }, referral: { source_url: 'https://fb.me/abc123', source_id: '120210', source_type: 'ad', headline: 'Summer tents -20%', body: 'Only this week', media_type: 'image', image_url: 'https://127.0.0.1:9/x.jpg', ctwa_clid: 'ARAk-17', welcome_message: { text: 'Hi, how can we help?' } } });
  await thread.getByText('Click ID ARAk-17').waitFor();
  await thread.getByRole('button', { name: "Open the ad's photo" }).waitFor();
  const phones = Array.from({ length: 500 }, (_, index) => ({ phone: `+49 152 ${10_000_000 + index}`, type: 'CELL' }));
  await says({ type: 'contacts', contacts: [{ name: { formatted_name: 'Dr. Eva Holm' }, org: { company: 'Holm & Co', title: 'Head' }, phones }] });
  await thread.getByRole('button', { name: /^Show \d+ more numbers$/u }).waitFor();
  await pictures(page, '40-ad-and-card');
  await thread.getByRole('button', { name: /^Show \d+ more numbers$/u }).click();
  assert.ok((await thread.getByText('Write to them').count()) > 10, 'more numbers are shown');
  await thread.getByText('Write to them').last().scrollIntoViewIfNeeded();

  await control.post('tell', { field: 'calls', value: { messaging_product: 'whatsapp', metadata: {}, contacts: [{ profile: { name: 'Lena Hoffmann' }, wa_id: lena }], calls: [{ id: 'wacid.K', from: lena, to: '1', event: 'terminate', status: 'FAILED', direction: 'USER_INITIATED', timestamp: String(Math.floor(Date.now() / 1000)) }] } });
  await thread.getByRole('button', { name: /^Call back .* with another program$/u }).waitFor();
  await says({ type: 'poll_vote', poll_vote: { options: ['Tuesday'] } });
  await thread.getByText(/a vote in a poll/u).waitFor();
  await says({ type: 'image', errors: [{ code: 131_052, title: 'Media download error' }] });
  await thread.getByText(/a photo, which can't be shown here/u).waitFor();
  await says({ type: 'text', text: { body: "482913 is your Instagram code. Don't share it." } });
  await thread.getByText(/is your Instagram code/u).waitFor();
  assert.equal(await thread.getByText(/482913/u).count(), 0, 'the code stands in clear');
  await axe.look('all kinds of messages');
  await pictures(page, '40-call-and-unknown');

  await elsewhere(page, control);
  axe.judge();
}

/** Another system has a conversation; then it hands it over to the team. */
async function elsewhere(page, control) {
  const from = '4915200004001';
  const contacts = [{ profile: { name: 'Nora Standby' }, wa_id: from }];
  const now = () => String(Math.floor(Date.now() / 1000));
  await control.post('tell', { field: 'standby', value: { messaging_product: 'whatsapp', metadata: {}, standby: { contacts, messages: [{ from, id: 'wamid.S1', timestamp: now(), type: 'text', text: { body: 'When do you open?' } }] } } });
  await control.post('tell', { field: 'standby', value: { messaging_product: 'whatsapp', metadata: {}, standby: { message_echoes: [{ id: 'wamid.S2', timestamp: now(), message: { to: from, type: 'text', text: { body: 'At nine.' } } }] } } });
  await showList(page, 'Ended'); // nobody here is asked
  await row(page, 'Nora Standby').click();
  const thread = page.getByRole('region', { name: 'Conversation with Nora Standby' });
  await thread.getByText(/Another system answers this customer now/u).waitFor();
  await thread.getByText('At nine.').first().waitFor();
  await control.post('tell', { field: 'messaging_handovers', value: { messaging_product: 'whatsapp', metadata: {}, recipient: {}, sender: { phone_number: `+${from}` }, timestamp: now(), type: 'control_passed', control_passed: { previous_owner_app_role: 'meta_business_agent', new_owner_role: 'escalation' } } });
  await thread.getByText(/assistant handed the conversation over to your team/u).waitFor();
  await pictures(page, '40-handed-over');
}
