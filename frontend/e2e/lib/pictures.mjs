/** Pictures for whoever wants to look at the screens: PARLEY_PICTURES names the folder, PARLEY_PICTURES_SIZE the window ("1920x1080"). */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Takes a page in both schemes. Without a folder it does nothing, so that the journeys lose no time by it. */
export async function pictures(page, name) {
  const to = process.env.PARLEY_PICTURES;
  if (to === undefined) return;
  await mkdir(to, { recursive: true });
  const before = page.viewportSize();
  const [width, height] = (process.env.PARLEY_PICTURES_SIZE ?? '1280x800').split('x').map(Number);
  await page.setViewportSize({ width, height });
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(900);
    await page.screenshot({ path: join(to, `${name}-${colorScheme}.png`) });
  }
  await page.setViewportSize(before);
}
