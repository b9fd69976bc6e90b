/** Twilio from the start: its account linked, a number of it connected, a message in and an answer out. */
import assert from 'node:assert/strict';
import { pictures } from '../lib/pictures.mjs';
import { accept, addWhatsApp, bubble, open, reply } from '../lib/screens.mjs';
import { again, claim, dies } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'Twilio: link the account, connect its number, hear a code, a message in and an answer out; the relay killed at each step';
export const long = true;

const phone = '+442079460412';
const sender = `whatsapp:${phone}`;
const sid = 'AC0b1e5a0c7d3f4e2a9c8b7a6d5e4f3c2b';

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const owner = await stage.desktop({ profile: 'mara' });
  const { page } = owner;
  await claim(owner, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password: 'seven small otters' });

  const killed = () => dies(relay, owner);
  await link(page);
  await killed();
  await connect(page, world, killed);
  await finish(page, relay, owner, killed);
  const lena = await talk(page, world);
  await template(page, world);
  await sends(page, world, lena);
}

/** Integrations: a login that is none is refused beside the field, then the account is linked. */
async function link(page) {
  await page.getByRole('link', { name: 'Channels' }).click();
  await page.getByRole('button', { name: 'Integrations' }).or(page.getByRole('link', { name: 'Integrations' })).first().click();
  const section = page.getByRole('region', { name: 'Twilio' });
  await pictures(page, '21-integrations-empty');
  await section.getByRole('textbox', { name: 'Account SID' }).fill('AC123');
  await section.getByLabel('Auth token').fill('practice-twilio-auth-token');
  await section.getByRole('button', { name: 'Link and check' }).click();
  await section.getByText('An account SID begins with AC').waitFor();
  await pictures(page, '21-twilio-refused');
  await section.getByRole('textbox', { name: 'Account SID' }).fill(sid);
  await section.getByRole('button', { name: 'Link and check' }).click();
  await section.getByText('Linked', { exact: true }).waitFor();
  await pictures(page, '21-twilio-linked');
}

/** The number of the account: Twilio has WhatsApp send the code, which appears; then one is spoken and not understood. */
async function connect(page, world, killed) {
  await addWhatsApp(page);
  await page.getByRole('textbox', { name: 'Number with country code' }).fill(phone);
  await page.getByRole('button', { name: 'Reserve and continue' }).click();
  await page.getByText('Twilio rents out this number').waitFor();
  await killed();
  await pictures(page, '21-twilio-connect');
  await page.getByRole('textbox', { name: 'Display name' }).fill('Harbour & Pine');
  await page.getByRole('button', { name: 'Continue' }).click();
  const shown = page.getByRole('img', { name: /^Code \d/ });
  await shown.waitFor({ timeout: 20_000 });
  const code = (await shown.getAttribute('aria-label')).replaceAll(/\D/g, '');

  await pictures(page, '21-twilio-code');
  await killed();
  await world.control.post('ears', { live: 'garbled', later: 'clear' });
  await page.getByRole('button', { name: 'Answer the calls to this number for 10 minutes' }).click();
  await page.getByText('Parley answers the calls to this number').waitFor();
  await killed(); // who calls in the meantime is answered all the same
  await pictures(page, '21-twilio-listens');
  await world.control.post('call', { to: phone, from: '+16505434800', says: `Your code is ${[...code].join(' ')}` });
  await page.getByText('Call answered').waitFor({ timeout: 20_000 });
  await page.getByRole('img', { name: `Code ${[...code.slice(0, 3)].join(' ')}, ${[...code.slice(3)].join(' ')}` }).waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Verify for me' }).click();
  await pictures(page, '21-twilio-heard');
  await page.getByText('Meta has verified the number').waitFor({ timeout: 30_000 });
  await killed();
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function finish(page, relay, owner, killed) {
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('WhatsApp_Twilio');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Business profile' }).waitFor();
  await killed();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Inbox for its messages').first().click();
  await page.getByRole('option', { name: 'New inbox with me as agent' }).click();
  await page.getByRole('textbox', { name: 'Name of the new inbox' }).fill('Twilio desk');
  assert.equal(await page.getByLabel('Two-step PIN').count(), 0, 'Twilio knows no PIN');
  await pictures(page, '21-twilio-summary');
  await page.getByRole('button', { name: 'Finish' }).click();
  await relay.kill();
  await relay.start();
  await again(owner);
  await until(async () => {
    if (await page.getByText('WhatsApp_Twilio is connected').isVisible()) return true;
    const goOn = page.getByRole('button', { name: /^(Finish|Go on|Try again)$/ }).first();
    if (await goOn.isVisible() && await goOn.isEnabled()) await goOn.click();
    return false;
  }, 'the set-up is finished', 40_000);
}

async function talk(page, world) {
  const lena = await world.control.customer('Lena Hoffmann', '4915228817386');
  await page.getByRole('link', { name: 'Workspace' }).click();
  await world.control.write(lena, 'Wo bleibt mein Paket?', { phoneNumberId: sender });
  await accept(page, 'Lena Hoffmann');
  await bubble(page, 'Wo bleibt mein Paket?').waitFor();
  await reply(page, 'Es kommt morgen.');
  await pictures(page, '21-twilio-thread');
  await world.control.onPhone(lena, (message) => message.text === 'Es kommt morgen.' && !message.fromCustomer, 'Lena has the answer');
  return lena;
}

/** A template of the account at Twilio: written, submitted and approved; then nothing of it is changed any more. */
async function template(page, world) {
  await page.getByRole('link', { name: 'Templates' }).click();
  await page.getByRole('button', { name: 'New template' }).click();
  await page.getByRole('menuitem', { name: 'Shipping update' }).click();
  await page.getByRole('figure', { name: 'Preview' }).waitFor();
  await page.getByText(/file at their head are written in Twilio's console/).waitFor();
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('on_its_way');
  await name.press('Enter');
  await page.getByRole('heading', { name: 'on_its_way' }).waitFor();
  await page.getByText('Draft saved').waitFor();
  await pictures(page, '21-twilio-template');
  await page.getByRole('button', { name: 'Submit for review' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Submit 1 language' }).click();
  await dialog.getByText('In review').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await world.control.post('review', { name: 'on_its_way', status: 'APPROVED', reason: '' });
  await page.getByRole('button', { name: 'All templates' }).click();
  await page.getByRole('button', { name: /^Sync now/ }).click();
  await page.getByRole('row').filter({ hasText: 'on_its_way' }).getByText(/Approved/).waitFor();
  await page.getByRole('button', { name: 'Edit on_its_way' }).click();
  await page.getByText(/Twilio can't change a template that was submitted/).waitFor();
  await pictures(page, '21-twilio-template-approved');
}

/** It reaches the customer, filled in as its preview says. */
async function sends(page, world, lena) {
  await page.getByRole('link', { name: 'Workspace' }).click();
  await open(page, 'Lena Hoffmann');
  await page.getByRole('button', { name: 'Send a template' }).click();
  await page.getByRole('list', { name: 'Templates' }).getByRole('button', { name: /on_its_way/ }).click();
  for (const [label, value] of [['Value 2', '48213'], ['Value 3', 'Friday']]) await page.getByRole('textbox', { name: label }).fill(value);
  await page.getByRole('textbox', { name: /^Last part of/ }).fill('48213');
  const read = await page.getByRole('figure', { name: 'Preview' }).innerText();
  await page.getByRole('button', { name: 'Send template' }).click();
  const sent = await world.control.onPhone(lena, (message) => /order 48213 has left our warehouse/.test(message.text ?? ''), 'the template is on the phone');
  assert.match(sent.text, /^Hello Lena Hoffmann, your order 48213 .* by Friday at the latest\.\nhttps:\/\/example\.com\/track\/48213$/s);
  assert.ok(read.includes('by Friday at the latest'), 'the preview said what the customer reads');
}
