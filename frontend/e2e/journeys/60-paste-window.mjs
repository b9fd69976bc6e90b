/** The app as it ships, in its own window: a picture on the system's clipboard is pasted into the reply and sent; words are pasted as words. */
import assert from 'node:assert/strict';
import { png } from '../lib/png.mjs';
import { until } from '../lib/wait.mjs';
import { RealWindow } from '../lib/window.mjs';

export const title = 'the real window: a picture from the clipboard is attached and sent, words stay words';
export const long = true;

/** The app is built as it ships, too. */
export const production = true;

export async function run(stage) {
  const window = (stage.window = new RealWindow(stage));
  await window.start();
  await window.press('Start practice');
  await window.shows('Conversations', 40_000);
  await window.press('Skip the tour');
  const control = await window.control();
  await window.press(/^Accept/);
  const said = await window.shows(/^Conversation with/);
  const customer = (await control.get('customers')).find(({ name }) => said === `Conversation with ${name}`).id;

  await window.tabTo('Reply');
  await window.copyElsewhere('Guten Tag');
  await window.key('ctrl+v');
  // The clipboard must not change before the words were read from it; whether they came is seen on the phone.
  await until(async () => (await window.items()).some((each) => each.name.includes('Guten Tag') || each.text === 'Guten Tag'), 'the words are in the reply').catch(() => undefined);
  await window.copyElsewhere(png(320, 200), 'image/png');
  await window.key('ctrl+v');
  await window.shows(/picture\.png/, 20_000);
  const to = process.env.PARLEY_PICTURES;
  if (to !== undefined) await window.photograph(`${to}/paste-window.png`);
  await window.press('Send');
  const sent = await control.onPhone(customer, (message) => !message.fromCustomer && message.type === 'image', 'the picture is on the phone');
  assert.equal(sent.text, 'Guten Tag', 'the words that were pasted before stand under it');
}
