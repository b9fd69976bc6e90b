/** A number's *Message us* button: its QR code is scanned, its HTML is what the preview shows, and nothing in it leads the window away. */
import assert from 'node:assert/strict';
import jsQR from 'jsqr';
import { pictures } from '../lib/pictures.mjs';
import { startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'message us: QR code scanned, HTML previewed, files saved';

const text = 'Hello & "welcome" </script> 👋';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await page.setViewportSize({ width: 1280, height: 800 });
  await startPractice(page);
  await page.getByRole('link', { name: 'Channels' }).click();
  await page.getByRole('button', { name: /^Message us button for / }).first().click();
  await page.getByRole('textbox', { name: 'Pre-filled text' }).fill(text);
  await page.getByText('Green', { exact: true }).click();

  const link = await page.getByRole('status', { name: 'Link' }).innerText();
  const url = new URL(link);
  assert.equal(url.origin, 'https://wa.me');
  await desktop.row('numbers', (each) => each.phone.replace(/\D/g, '') === url.pathname.slice(1), 'the link leads to one of our numbers');
  assert.equal(url.searchParams.get('text'), text);
  await until(async () => (await scanned(page, (image) => image.src)) === link, 'the QR code on the screen is read as the link');

  await pictures(page, 'message-us');
  await previewed(page);
  await saved(page, link);
}

/** Reads the QR code of the page's picture as a phone would. */
async function scanned(page, source) {
  const src = await page.getByRole('img', { name: /^QR code that leads to/ }).evaluate(source);
  return scan(page, src);
}

/** Draws a picture as the browser does, and reads it. */
async function scan(page, src) {
  const { side, points } = await page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = Math.min(image.naturalWidth, 600);
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return { side: canvas.width, points: [...pen.getImageData(0, 0, canvas.width, canvas.height).data] };
  }, src);
  return jsQR(Uint8ClampedArray.from(points), side, side)?.data;
}

/** The frame draws the button of the HTML that is copied; a click on it opens nothing. */
async function previewed(page) {
  const html = await page.getByRole('status', { name: 'HTML for your website' }).innerText();
  const frame = page.locator('iframe');
  assert.equal(await frame.getAttribute('srcdoc'), html);
  const button = page.frameLocator('iframe').getByRole('link', { includeHidden: true });
  const { height, ground } = await button.evaluate((each) => ({ height: each.getBoundingClientRect().height, ground: getComputedStyle(each).backgroundColor }));
  assert.ok(height > 30, `the button is drawn, ${height} px high`);
  assert.equal(ground, 'rgb(21, 128, 61)');
  const before = page.url();
  const box = await frame.boundingBox();
  await page.mouse.click(box.x + 60, box.y + 30);
  await page.mouse.click(box.x + 60, box.y + 30, { button: 'middle' });
  assert.equal(page.url(), before);
  assert.equal(page.context().pages().length, 1, 'no window was opened');
  assert.equal(await button.count(), 1, 'the frame still shows the button');
}

/** What goes to the save dialog is a PNG and an SVG of the same code; the dialog itself is the system's, and is not opened here. */
async function saved(page, link) {
  await page.evaluate(() => {
    window.saved = [];
    window.go.bridge.System.SaveMade = async (kind, name, content) => (window.saved.push({ kind, name, content }), `/tmp/${name}.${kind}`);
  });
  await page.getByRole('button', { name: 'Save PNG' }).click();
  await page.getByText(/^Saved as .*\.png$/).waitFor();
  await page.getByRole('button', { name: 'Save SVG' }).click();
  await page.getByText(/^Saved as .*\.svg$/).waitFor();
  const files = await page.evaluate(() => window.saved);
  assert.deepEqual(files.map((each) => each.kind), ['png', 'svg']);
  assert.equal(await scan(page, `data:image/png;base64,${files[0].content}`), link);
  assert.equal(await scan(page, `data:image/svg+xml;base64,${files[1].content}`), link);
}
