/** Two admins at one number: who has it is told, it is asked for, kept, taken over; the code goes to who has it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pictures } from '../lib/pictures.mjs';
import { addWhatsApp } from '../lib/screens.mjs';
import { claim, live } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'two admins at one number: held, asked for, kept, handed over, and the code goes to its new holder only';
export const long = true;

const phone = '+442079460412';
const password = 'seven small otters';

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const mara = await stage.desktop({ profile: 'mara' });
  await claim(mara, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password });
  await mara.request('carrier.link', { provider: 'twilio', account: 'AC0b1e5a0c7d3f4e2a9c8b7a6d5e4f3c2b', apiKey: '', apiSecret: '', signatureSecret: 'practice-twilio-auth-token', signatureMethod: '' });
  const nils = await joins(stage, mara);

  await takes(mara.page);
  await mara.page.getByRole('heading', { name: /^Connect \+44 20 7946 0412/ }).waitFor();
  const { setups } = await mara.request('setup.list', {});
  const id = setups[0].id;
  // By the number he is told that it is taken, and from there he may ask for it.
  await takes(nils.page);
  await nils.page.getByText(/^Mara Owner has been setting up this number; they started/).waitFor();
  await pictures(nils.page, '22-number-held');
  await nils.page.getByRole('button', { name: 'Open its set-up' }).click();
  await nils.page.getByText(/^Mara Owner has been setting up this number since/).waitFor();
  await pictures(nils.page, '22-held');
  await asks(nils.page);
  await mara.page.getByText('Nils Admin asks for this set-up.', { exact: false }).waitFor();
  await pictures(mara.page, '22-asked');
  await mara.page.getByRole('button', { name: 'Keep it' }).press('Enter');
  await nils.page.getByText(/^Mara Owner keeps it for now/).waitFor({ timeout: 20_000 });
  await pictures(nils.page, '22-kept');
  // What Mara has of the code, Nils has not.
  await world.control.post('sms', { to: phone.slice(1), from: 'WhatsApp', text: 'WhatsApp code 111-222' });
  await has(mara, id, '111222');
  assert.equal(await knows(nils, id), '', 'Nils knows no code');

  // Her desktop goes; he may take it at once, and the code of before is nobody's.
  await mara.end();
  await nils.page.getByText("Mara Owner's Parley is not connected.", { exact: false }).waitFor({ timeout: 30_000 });
  await pictures(nils.page, '22-gone');
  await nils.page.getByRole('button', { name: 'Take over' }).press('Enter');
  await nils.page.getByRole('dialog').getByRole('button', { name: 'Take over' }).press('Enter');
  await nils.page.getByRole('heading', { name: /^Connect \+44 20 7946 0412/ }).waitFor();
  assert.equal(await knows(nils, id), '', 'the code of before is gone');
  await world.control.post('sms', { to: phone.slice(1), from: 'WhatsApp', text: 'WhatsApp code 333-444' });
  await has(nils, id, '333444');

  // She comes back and sees whose it is; the code is not hers.
  const again = await stage.desktop({ profile: 'mara' });
  await live(again);
  assert.equal(await knows(again, id), '', 'Mara knows the new code');
  await opens(again.page, id);
  await again.page.getByText(/^Nils Admin has been setting up this number since/).waitFor();
}

async function joins(stage, owner) {
  const invitation = await owner.request('people.invite', { name: 'Nils Admin', email: 'nils@harbour-pine.example', role: 'admin' });
  const other = await stage.desktop({ profile: 'nils', data: join(stage.dir, 'nils') });
  const { page } = other;
  await page.getByRole('button', { name: 'I have an invitation or a reset code' }).click();
  await page.getByRole('textbox', { name: 'Invitation link or code' }).fill(invitation.link);
  await page.getByRole('textbox', { name: 'Your name' }).fill('Nils Admin');
  await page.getByRole('textbox', { name: 'E-mail address' }).fill('nils@harbour-pine.example');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await live(other);
  return other;
}

async function takes(page) {
  await addWhatsApp(page);
  await page.getByRole('textbox', { name: 'Number with country code' }).fill(phone);
  await page.getByRole('button', { name: 'Reserve and continue' }).click();
}

/** The set-up's own address, to which the list leads. */
const opens = (page, id) => page.evaluate((to) => void (location.hash = `#/channels/setup/${to}`), id);

async function asks(page) {
  await page.getByRole('button', { name: 'Ask Mara Owner' }).click();
  await page.getByText(/^Mara Owner was asked/).waitFor();
}

/** The code that a desktop can show; "" for none, or for a refusal. */
async function knows(desktop, id) {
  const view = await desktop.call('Setup', 'Code', id).catch(() => ({ found: false }));
  return view.found ? view.code.code : '';
}

async function has(desktop, id, code) {
  await until(async () => (await knows(desktop, id)) === code, `the desktop shows ${code}`, 20_000);
}
