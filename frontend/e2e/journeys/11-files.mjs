/** A voice note and a video come in and play; a document and a sticker come in; a document goes out. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accept, field, showList, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'sound, video, documents and stickers';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  await showList(page, 'Mine');
  await accept(page, 'Lena Hoffmann');
  const send = (kind, mime, data, more = {}) => control.write('lena', '', { content: { kind, mime, data: data.toString('base64'), ...more } });

  await send('audio', 'audio/mpeg', silence(), { voice: true });
  await plays(page.locator('audio[aria-label="Voice message"]'), 'the voice note');

  await send('video', 'video/mp4', await video(page));
  await plays(page.locator('video[aria-label="Video"]'), 'the video');

  await send('sticker', 'image/webp', await sticker(page));
  const drawn = page.getByRole('img', { name: 'Sticker' });
  await until(() => drawn.evaluate((each) => each.complete && each.naturalWidth === 512), 'the sticker is drawn');

  const paper = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n');
  await send('document', 'application/pdf', paper, { filename: 'Rechnung 2026-11.pdf' });
  const line = page.getByRole('article').filter({ hasText: 'Rechnung 2026-11.pdf' });
  for (const deed of ['Open', 'Save']) await line.getByRole('button', { name: deed, exact: true }).waitFor({ timeout: 20_000 });

  const path = join(stage.dir, 'manual.pdf');
  await writeFile(path, paper);
  await page.locator('input[type=file]').setInputFiles(path);
  await page.getByRole('list', { name: 'Attached files' }).getByText('manual.pdf').waitFor();
  await until(() => page.getByRole('button', { name: 'Send', exact: true }).isEnabled(), 'the document can be sent');
  await field(page).press('Enter');
  const sent = await control.onPhone('lena', (message) => !message.fromCustomer && message.type === 'document', 'the document is on the phone');
  const there = await fetch(`${control.base}/control/media/${sent.mediaId}`);
  assert.deepEqual(Buffer.from(await there.arrayBuffer()), paper, 'the very bytes arrived');
}

/** Waits until a player has its file, plays it, and sees that time passes. */
async function plays(player, what) {
  await player.waitFor({ state: 'attached', timeout: 20_000 }); // a voice note is heard and not seen
  await until(() => player.evaluate((each) => each.readyState >= 1 && each.duration > 0.5), `${what} can be played`);
  await player.evaluate((each) => {
    each.muted = true;
    return each.play();
  });
  await until(() => player.evaluate((each) => each.currentTime > 0.1), `${what} plays`);
}

/** Two seconds of nothing: MPEG-1 layer III, 32 kbit/s, 32 kHz, mono; an empty frame is silence. */
function silence() {
  const frame = Buffer.alloc(144);
  frame.set([0xff, 0xfb, 0x18, 0xc4]);
  return Buffer.concat(Array.from({ length: 56 }, () => frame));
}

/** A second of video that the browser records, so that no file lies in the repository. */
async function video(page) {
  const url = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 160;
    canvas.height = 120;
    const draw = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/mp4' });
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const done = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let i = 0; i < 30; i++) {
      draw.fillStyle = `hsl(${i * 12} 60% 50%)`;
      draw.fillRect(0, 0, 160, 120);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    recorder.stop();
    await done;
    const reader = new FileReader();
    reader.readAsDataURL(new Blob(parts));
    await new Promise((resolve) => (reader.onload = resolve));
    return reader.result;
  });
  return bytes(url);
}

async function sticker(page) {
  const url = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 512;
    canvas.height = 512;
    const draw = canvas.getContext('2d');
    draw.fillStyle = 'tomato';
    draw.arc(256, 256, 200, 0, 7);
    draw.fill();
    return canvas.toDataURL('image/webp');
  });
  return bytes(url);
}

const bytes = (url) => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
