/** The keyboard alone: the way to a control by Tab, and a count of what the mouse did. */
import { until } from './wait.mjs';

/** What has the focus: its role and name, as a screen reader would say it. */
export function focused(page) {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return '';
    const by = (at.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim();
    const label = at.labels?.[0]?.textContent ?? '';
    return [at.getAttribute('role') ?? at.tagName.toLowerCase(), (at.getAttribute('aria-label') ?? by) || label || at.textContent.trim().slice(0, 80)].join(' ');
  });
}

/** Presses a key until what has the focus is what is looked for, and gives how often. */
export async function step(page, key, wanted, most = 60) {
  for (let presses = 0; presses <= most; presses++) {
    if (wanted.test(await focused(page))) return presses;
    if (presses < most) await page.keyboard.press(key);
  }
  throw new Error(`${key} does not come to ${wanted} in ${most} presses; the focus is on “${await focused(page)}”`);
}

/** Waits for the focus to be on something. */
export function focusOn(page, wanted) {
  return until(async () => wanted.test(await focused(page)), `${wanted} has the focus`);
}

/** Does something by the palette. */
export async function byPalette(page, words) {
  await page.keyboard.press('Control+k');
  await focusOn(page, /^input Type a command or a name/);
  await page.keyboard.type(words);
  await until(() => page.evaluate((text) => document.querySelector('.mantine-Spotlight-action[data-selected], .mantine-Spotlight-action')?.textContent.includes(text), words), `the palette offers “${words}”`);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Search commands and conversations' }).waitFor({ state: 'detached' });
}

/** Counts what a pointer does from now on; `presses` gives the count. */
export async function watchPointer(page) {
  await page.evaluate(() => {
    window.pointerPresses = 0;
    for (const kind of ['pointerdown', 'mousedown', 'touchstart']) window.addEventListener(kind, () => window.pointerPresses++, true);
  });
  return { presses: () => page.evaluate(() => window.pointerPresses) };
}
