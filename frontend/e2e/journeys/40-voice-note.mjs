/** A voice note is recorded here, heard, recorded again, kept while elsewhere, and lies on the customer's phone as one. */
import assert from 'node:assert/strict';
import { pictures } from '../lib/pictures.mjs';
import { accept, closeToasts, open, row, showList, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'a voice note: recorded, heard, kept, sent';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  await showList(page, 'Mine');
  await accept(page, 'Lena Hoffmann');
  await closeToasts(page);

  await page.keyboard.press('Alt+m');
  const recording = page.getByRole('group', { name: 'Recording', exact: true });
  await recording.waitFor();
  await passes(recording, '0:02');
  await pictures(page, 'voice-recording');
  await recording.getByRole('button', { name: 'Pause recording' }).click();
  const paused = await recording.getByRole('timer').textContent();
  await page.waitForTimeout(1_500);
  assert.equal(await recording.getByRole('timer').textContent(), paused, 'nothing is recorded in a pause');
  await recording.getByRole('button', { name: 'Go on recording' }).click();
  await passes(recording, '0:03');
  await recording.getByRole('button', { name: 'Stop recording' }).click();

  const draft = page.getByRole('list', { name: 'Attached files' });
  const player = draft.getByRole('group', { name: 'Voice note' });
  await player.waitFor();
  await pictures(page, 'voice-preview');
  await player.getByRole('button', { name: 'Play' }).click();
  await player.getByRole('button', { name: 'Pause' }).waitFor();
  await draft.getByRole('button', { name: 'Record again' }).click();
  await passes(recording, '0:01');
  assert.equal(await player.count(), 0, 'the first one is gone');

  // What is being recorded stays with its conversation, also when the app is killed.
  await showList(page, 'All');
  await page.locator('[data-thread]').filter({ hasNotText: 'Lena Hoffmann' }).first().click();
  await until(async () => (await desktop.call('Compose', 'DraftFiles')).some(({ file }) => file.voice && file.size > 0), 'the recording is a file of its draft');
  await desktop.kill();
  await desktop.start();
  const again = desktop.page;
  await row(again, 'Lena Hoffmann').waitFor({ timeout: 40_000 });
  await open(again, 'Lena Hoffmann');
  const kept = again.getByRole('list', { name: 'Attached files' }).getByRole('group', { name: 'Voice note' });
  await kept.waitFor();

  await again.getByRole('button', { name: 'Send', exact: true }).click();
  const sent = await control.onPhone('lena', (message) => !message.fromCustomer && message.type === 'audio', 'the voice note is on the phone');
  assert.equal(sent.voice, true, 'WhatsApp shows it as a voice note');
  const bytes = Buffer.from(await (await fetch(`${control.base}/control/media/${sent.mediaId}`)).arrayBuffer());
  assert.equal(bytes.subarray(0, 4).toString(), 'OggS');
  assert.equal(bytes.subarray(28, 36).toString(), 'OpusHead');
  assert.equal(bytes[37], 1, 'one channel');

  const bubble = again.getByRole('article').getByRole('group', { name: 'Voice message' });
  await bubble.waitFor();
  await until(() => bubble.locator('audio').evaluate((each) => each.readyState >= 1), 'the bubble has its sound');
  await pictures(again, 'voice-bubble');
  await bubble.getByRole('button', { name: 'Play' }).click();
  await until(() => bubble.locator('audio').evaluate((each) => each.currentTime > 0.2), 'it plays');
}

function passes(recording, time) {
  return until(async () => (await recording.getByRole('timer').textContent()) >= time, `${time} is recorded`);
}
