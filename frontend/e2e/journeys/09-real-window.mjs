/** The app as it ships, in its own window: by keys alone to the verification code, which C puts on the clipboard. */
import assert from 'node:assert/strict';
import { asksAttention } from '../lib/attention.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'the real window: an offer that nobody sees, a number by keyboard, and its code on the clipboard';
export const long = true;

/** The app is built as it ships, too. */
export const production = true;

const phone = '442079460958';

export async function run(stage) {
  const window = await stage.realWindow();
  await window.press('Start practice');
  await window.shows('Conversations', 40_000);
  const control = await window.control();
  // Practice offers a conversation, and nobody touches the window.
  assert.equal(await asksAttention(stage, window.app), false, 'nothing calls at once');
  await until(() => asksAttention(stage, window.app), 'the window asks for attention in the task bar', 40_000);

  await window.press('Channels');
  await window.press('Add a channel');
  await window.shows(/^WhatsApp Business/);
  await window.key('Down');
  await window.isOn(/^WhatsApp Business/);
  await window.key('Return');
  await window.tabTo('Number with country code');
  await window.type(`+${phone}`);
  await window.press('Reserve and continue');
  await window.tabTo('Display name');
  await window.type('Harbour and Pine London');
  await window.press('Continue');
  await window.press('Send the code by SMS');

  await window.shows(/^Code \d/);
  const line = (await control.get('panel')).numbers.find((each) => each.digits === phone);
  const { code } = await control.get(`code/${line.id}`);
  assert.match(code, /^\d{6}$/);
  assert.notEqual(await window.clipboard(), code, 'nobody has copied it yet');
  await window.key('c');
  await window.shows(/^Copied/);
  await until(async () => (await window.clipboard()) === code, 'the clipboard of the system holds the code');

  // The button does the same, for who goes there.
  await window.copyElsewhere('something else');
  await until(async () => (await window.clipboard()) === 'something else', 'another program has the clipboard');
  await window.press(/^Copy code/);
  await window.shows(/^Copied/);
  await until(async () => (await window.clipboard()) === code, 'the clipboard holds the code again');
}
