/** The practice phone sends a voice note, a sticker and an answer to an ad: the conversation plays and draws them, the ad with its picture. */
import assert from 'node:assert/strict';
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { accept, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'a voice note, a sticker and an ad with its picture come from the practice phone';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page, { tour: true });
  const thread = await accept(page, 'Lena Hoffmann');
  const phone = page.getByRole('complementary', { name: 'Guided tour' }).getByRole('region', { name: 'Phone of Lena Hoffmann' });
  const sends = async (sample) => {
    await phone.getByRole('button', { name: 'Samples to send as Lena Hoffmann' }).click();
    await page.getByRole('menuitem', { name: sample }).click();
  };

  await sends('A voice note');
  const note = thread.getByRole('group', { name: 'Voice message' }).last();
  await note.getByRole('button').first().waitFor({ timeout: 20_000 });
  await note.getByText(/0:0[34]/).first().waitFor({ timeout: 20_000 });
  await phone.getByRole('group', { name: /Voice message/ }).last().waitFor();

  await sends('A sticker');
  const sticker = thread.getByRole('img', { name: 'Sticker' });
  await drawn(sticker);

  await sends('An answer to an ad');
  const ad = thread.getByRole('complementary', { name: 'Where the customer came from' });
  await ad.getByText('Summer tents, 20% off').waitFor({ timeout: 20_000 });
  const open = ad.getByRole('button', { name: /What the ad shows/ });
  await drawn(open.locator('img'));
  await ad.getByRole('button', { name: "Open the ad's photo" }).waitFor();
  const axe = new Axe(page);
  await axe.look('what the practice phone sent');
  axe.judge();
  await pictures(page, '59-ad');
  await sticker.scrollIntoViewIfNeeded();
  await pictures(page, '59-voice-and-sticker');
  await open.click();
  const large = page.getByRole('dialog').getByRole('img', { name: 'What the ad shows: Summer tents, 20% off' });
  await drawn(large);
  // The page itself never asked where the ad lies.
  const asked = await page.evaluate(() => performance.getEntriesByType('resource').map((each) => each.name).filter((name) => name.includes('/ads/')));
  assert.deepEqual(asked, []);
}

/** Waits until a picture stands there with its pixels. */
async function drawn(image) {
  await image.waitFor({ timeout: 20_000 });
  await until(() => image.evaluate((each) => each.complete && each.naturalWidth > 0), 'the picture is drawn', 20_000);
}
