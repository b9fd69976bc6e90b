/** A photo comes in and is drawn; another is attached and lands on the customer's phone. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bubble, field, offer, open, showList, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'a photo in, a photo out';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();

  await offer(page, 'Lena Hoffmann').waitFor({ timeout: 20_000 });
  await showList(page, 'All');
  const thread = await open(page, 'Maya Thompson');
  await thread.getByRole('button', { name: 'Take' }).first().click();
  const photo = bubble(page, 'This is how it came out of the box').getByRole('button', { name: /^Enlarge the photo/ });
  const image = photo.locator('img');
  await image.waitFor({ timeout: 20_000 });
  // Drawn means that the bytes came through the app and are a picture.
  const size = await until(() => image.evaluate((each) => each.complete && each.naturalWidth > 0 && [each.naturalWidth, each.naturalHeight]), 'the photo is drawn');
  assert.deepEqual(size, [640, 480]);
  await photo.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  const bytes = await picture(page);
  const path = join(stage.dir, 'pole.png');
  await writeFile(path, bytes);
  await page.locator('input[type=file]').setInputFiles(path);
  await page.getByRole('list', { name: 'Attached files' }).getByText('pole.png').waitFor();
  await field(page).fill('A new pole is on its way');
  await field(page).press('Enter');

  const sent = await control.onPhone('maya', (message) => !message.fromCustomer && message.type === 'image', 'the photo is on the phone');
  assert.equal(sent.text, 'A new pole is on its way');
  const there = await fetch(`${control.base}/control/media/${sent.mediaId}`);
  assert.deepEqual(Buffer.from(await there.arrayBuffer()), bytes, 'the very bytes arrived');
  const mine = bubble(page, 'A new pole is on its way');
  await mine.getByRole('img', { name: 'Read' }).waitFor({ timeout: 20_000 });
  await until(() => mine.locator('button img').evaluate((each) => each.complete && each.naturalWidth === 320), 'our photo is drawn too');
}

/** A PNG that the browser draws, so that no file lies in the repository. */
async function picture(page) {
  const url = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 200;
    const draw = canvas.getContext('2d');
    draw.fillStyle = 'teal';
    draw.fillRect(20, 20, 280, 160);
    return canvas.toDataURL('image/png');
  });
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}
