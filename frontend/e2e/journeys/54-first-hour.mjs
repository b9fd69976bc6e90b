/** The first hour: a new person is led through a first conversation with the customer's phone beside it; an owner sees what is to be set up. */
import { Axe } from '../lib/axe.mjs';
import { pictures } from '../lib/pictures.mjs';
import { closeToasts, offer, opened, reply, startPractice } from '../lib/screens.mjs';
import { settle } from '../lib/team.mjs';

export const title = 'a new person accepts, replies and closes with the phone beside the conversation; an owner sees the first steps';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await page.setViewportSize({ width: 1280, height: 800 });
  await startPractice(page, { tour: true });
  await tour(page);
  await again(page);
  await owner(stage);
}

const guide = (page) => page.getByRole('complementary', { name: 'Guided tour' });
const step = (page, name) => guide(page).getByRole('listitem').filter({ hasText: name });

async function tour(page) {
  await offer(page, 'Lena Hoffmann').waitFor({ timeout: 20_000 });
  const phone = guide(page).getByRole('region', { name: 'Phone of Lena Hoffmann' });
  await phone.waitFor();
  await pictures(page, '54-accept');
  const axe = new Axe(page);
  await axe.look('the guided tour');
  await offer(page, 'Lena Hoffmann').getByRole('button', { name: 'Accept' }).click();
  await opened(page, 'Lena Hoffmann');
  await step(page, 'Accept a chat').getByText('done').waitFor();
  await reply(page, 'Yes, it is in stock.');
  // Both ends at once: what is written here is there.
  await phone.getByText('Yes, it is in stock.').waitFor({ timeout: 20_000 });
  await step(page, 'Reply').getByText('done').waitFor({ timeout: 20_000 });
  await pictures(page, '54-both-ends');
  await axe.look('both ends');
  axe.judge();
  // It is where it was after the page was opened anew.
  await page.reload();
  await step(page, 'Reply').getByText('done').waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: /^Close/ }).first().click();
  await guide(page).getByRole('heading', { name: 'You know the basics' }).waitFor({ timeout: 20_000 });
  await pictures(page, '54-done');
  await closeToasts(page);
  await guide(page).getByRole('button', { name: 'Finish' }).click();
  await guide(page).waitFor({ state: 'detached' });
}

/** It can be had again by the palette, and skipped; in a narrow window it is a strip. */
async function again(page) {
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Type a command or a name' }).fill('guided tour');
  await page.getByText('Start the guided tour').waitFor();
  await page.keyboard.press('Enter');
  await guide(page).getByRole('heading', { name: 'Your first conversation' }).waitFor();
  await page.setViewportSize({ width: 980, height: 700 });
  await guide(page).getByRole('region', { name: /^Phone of/ }).waitFor({ state: 'detached' });
  await guide(page).getByRole('button', { name: 'Skip the tour' }).click();
  await guide(page).waitFor({ state: 'detached' });
}

async function owner(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const { page } = await settled(stage, relay);
  const steps = page.getByRole('region', { name: 'First steps' });
  await steps.getByRole('listitem').filter({ hasText: 'Connect a number' }).getByText('Done').waitFor({ timeout: 20_000 });
  await pictures(page, '54-first-steps');
  await steps.getByRole('button', { name: 'Open: Invite people' }).click();
  await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Workspace' }).click();
  await steps.getByRole('button', { name: 'Put this list away' }).click();
  await steps.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Type a command or a name' }).fill('first steps');
  await page.getByText('Show the first steps').waitFor();
  await page.keyboard.press('Enter');
  await steps.waitFor();
}

async function settled(stage, relay) {
  const desktop = await stage.desktop({ profile: 'mara' });
  await settle(desktop, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password: 'seven small otters' });
  return desktop;
}
