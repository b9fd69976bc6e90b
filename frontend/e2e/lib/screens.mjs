/** What people do on the screens, in their words: by role and name. */
import { until } from './wait.mjs';

/** From the first screen into practice, until the workspace is there; the guided tour is skipped unless it is wanted. */
export async function startPractice(page, { tour = false } = {}) {
  await page.getByRole('button', { name: 'Start practice' }).click();
  await page.getByRole('navigation', { name: 'Conversations' }).waitFor({ timeout: 40_000 });
  const skip = page.getByRole('button', { name: 'Skip the tour' });
  await skip.waitFor({ timeout: 20_000 });
  if (!tour) await skip.click();
}

/** From anywhere to the wizard of a WhatsApp number: Channels, Add, the type. */
export async function addWhatsApp(page) {
  await page.getByRole('link', { name: 'Channels' }).click();
  const first = page.getByRole('button', { name: 'Add WhatsApp Business' });
  const menu = page.getByRole('button', { name: 'Add a channel' });
  await menu.waitFor();
  if (await first.isVisible()) return first.click(); // there is no number yet
  await menu.click();
  await page.getByRole('menuitem', { name: /^WhatsApp Business/ }).click();
}

/** Shows one of the lists: Mine, Waiting, All, Ended. */
export async function showList(page, name) {
  await page.getByRole('radiogroup', { name: 'Lists' }).getByText(name, { exact: true }).click();
}

/** A customer's row in the list that is shown. */
export function row(page, name) {
  return page.locator('[data-thread]').filter({ hasText: name });
}

/** Opens a customer's thread by its row. A click in the moment in which a card above moves the rows counts for nothing: then again. */
export function open(page, name, line = row(page, name)) {
  return until(async () => {
    await line.click();
    const thread = conversation(page, name);
    await thread.waitFor({ timeout: 3_000 });
    return thread;
  }, `the thread with ${name} opens`);
}

/** The card that asks whether to take a customer's thread. */
export function offer(page, name) {
  return page.getByRole('region', { name: `Offer: ${name}` });
}

/** Takes the thread that is offered, and waits until it is open. */
export async function accept(page, name) {
  await offer(page, name).getByRole('button', { name: 'Accept' }).click({ timeout: 25_000 });
  return opened(page, name);
}

/**
 * Takes a customer's thread out of the waiting ones. The customers of practice write as well, and one conversation is offered at
 * a time: whoever declined those to get to this one got them again before it, because they wait longer.
 */
export async function take(page, name) {
  await until(async () => {
    const ready = field(page).and(page.locator(':enabled'));
    const thread = conversation(page, name);
    if (await thread.isVisible() && await ready.isVisible()) return true;
    const quick = { timeout: 3_000 };
    const step = await offer(page, name).isVisible() ? offer(page, name).getByRole('button', { name: 'Accept' }).click(quick)
      : await thread.isVisible() ? thread.getByRole('button', { name: 'Take' }).first().click(quick)
        : showList(page, 'Waiting').then(() => row(page, name).click(quick));
    await step.catch(() => undefined); // it may have been offered, or have moved, meanwhile
    await ready.waitFor(quick).catch(() => undefined);
    return false;
  }, `${name} is taken`, 60_000);
  await showList(page, 'Mine');
  return opened(page, name);
}

/** The open conversation with a customer. */
export async function opened(page, name) {
  const thread = conversation(page, name);
  await thread.waitFor();
  return thread;
}

function conversation(page, name) {
  return page.getByRole('region', { name: `Conversation with ${name}` });
}

/** Messages, theirs and ours, that hold a text. */
export function bubble(page, text) {
  return page.getByRole('article').filter({ hasText: text });
}

/** The field in which a reply is written. */
export function field(page) {
  return page.getByRole('textbox', { name: 'Reply' });
}

/** Writes a reply and sends it with Enter, once the one before is on the disk: until then Enter sends nothing. */
export async function reply(page, text) {
  await field(page).fill(text);
  await until(() => page.getByRole('button', { name: 'Send', exact: true }).isEnabled(), 'the reply can be sent');
  await field(page).press('Enter');
}

/** Closes what is told in the corner, as whoever needs what lies beneath it would. */
export async function closeToasts(page) {
  const close = page.locator('[data-mantine-shared-portal-node] .mantine-Notification-closeButton');
  await until(async () => {
    if (await close.count() === 0) return true;
    await close.first().click({ timeout: 2_000 }).catch(() => undefined);
    return false;
  }, 'the toasts are closed');
}
