/** The app as it ships, in its own window: a voice note is recorded from a pretend microphone, sent, and played back. */
import assert from 'node:assert/strict';
import { RealWindow } from '../lib/window.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'the real window: a voice note is recorded, sent and played back';
export const long = true;

/** The app is built as it ships, too. */
export const production = true;

export async function run(stage) {
  const window = (stage.window = new RealWindow(stage));
  await window.start({ PARLEY_PRETEND_MICROPHONE: '1' });
  await window.press('Start practice');
  await window.shows('Conversations', 40_000);
  await window.press('Skip the tour');
  const control = await window.control();
  await window.press(/^Accept/);
  const said = await window.shows(/^Conversation with/);
  const customer = (await control.get('customers')).find(({ name }) => said === `Conversation with ${name}`).id;

  await window.press('Record a voice note');
  await window.shows('Pause recording', 30_000);
  await until(async () => (await window.items()).some((each) => /^Recorded so far: 0:(0[2-9]|[1-5])/.test(each.name)), 'two seconds are recorded');
  await picture(window);
  await window.press('Stop recording');
  await window.shows('Voice note');
  await window.shows('Record again');
  await window.tabTo('Play', 'shift+Tab'); // what is attached stands above the reply, on the way back
  await window.key('Return');
  await until(() => plays(window), 'the recording plays before it is sent', 30_000);
  await window.press('Send');
  const sent = await control.onPhone(customer, (message) => !message.fromCustomer && message.type === 'audio', 'the voice note is on the phone');
  assert.equal(sent.voice, true);
  const bytes = Buffer.from(await (await fetch(`${control.base}/control/media/${sent.mediaId}`)).arrayBuffer());
  assert.equal(bytes.subarray(28, 36).toString(), 'OpusHead');
  assert.ok(bytes.length > 2_000, `${bytes.length} bytes for two seconds`);
  await window.shows('Voice message');
  await window.toNewest('Play');
  await window.key('Return');
  await until(() => plays(window), 'the voice note plays in the bubble', 30_000);
}

/** Whether a player offers to pause: it does only while it plays. */
async function plays(window) {
  return (await window.items()).some((each) => each.name === 'Pause' && each.showing);
}

async function picture(window) {
  const to = process.env.PARLEY_PICTURES;
  if (to !== undefined) await window.photograph(`${to}/voice-window.png`);
}
