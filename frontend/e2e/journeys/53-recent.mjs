/** Recent conversations: the table is narrowed and sorted, one is closed, archived after its end and brought back, several at once, and it stays when the relay goes away. */
import { Axe } from '../lib/axe.mjs';
import { customers, ownerWithThree } from '../lib/office.mjs';
import { pictures } from '../lib/pictures.mjs';
import { closeToasts, opened, reply } from '../lib/screens.mjs';

export const title = 'recent conversations are found in a table, closed, archived and reopened there';

export async function run(stage) {
  const { page, relay } = await ownerWithThree(stage, (name) => `Hello from ${name}, where is my parcel?`);
  await reply(page, 'It is on its way, Tom.');
  await page.getByRole('link', { name: 'Recent conversations' }).click();
  await finds(page);
  await archives(page);
  await several(page);
  await relay.kill();
  await page.getByText(/^You're offline\. This is the last known state/).waitFor({ timeout: 30_000 });
  await line(page, 'Rosa Marin').waitFor();
  await pictures(page, '53-offline');
}

function line(page, name) {
  return page.getByRole('table', { name: 'Recent conversations' }).getByRole('row').filter({ hasText: name });
}

async function act(page, name, what) {
  await page.getByRole('button', { name: `More actions: ${name}` }).click();
  await page.getByRole('menu', { name: `More actions: ${name}` }).getByRole('menuitem', { name: what }).click();
}

async function finds(page) {
  await line(page, 'Tom Baker').getByText('You: It is on its way, Tom.').waitFor();
  await pictures(page, '53-recent');
  const axe = new Axe(page);
  await axe.look('recent conversations');
  axe.judge();
  const search = page.getByRole('searchbox', { name: 'Search names and numbers' });
  await search.fill('600 123');
  await line(page, 'Tom Baker').waitFor({ state: 'detached' });
  await line(page, 'Rosa Marin').waitFor();
  await search.fill('');
  await line(page, 'Tom Baker').waitFor();
}

/** What has ended is archived with a line in the conversation, and comes out of the archive again. */
async function archives(page) {
  await act(page, 'Lena Hoffmann', 'Close');
  await line(page, 'Lena Hoffmann').getByText('Closed').waitFor();
  await closeToasts(page);
  await page.getByRole('button', { name: 'More actions: Lena Hoffmann' }).click();
  await page.getByRole('menuitem', { name: /^Close/ }).getByText('It has already ended.').waitFor();
  await pictures(page, '53-menu');
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await line(page, 'Lena Hoffmann').getByText('Archived').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await line(page, 'Lena Hoffmann').getByText('Closed').waitFor();
  await closeToasts(page);
  await act(page, 'Lena Hoffmann', 'Archive');
  await line(page, 'Lena Hoffmann').getByText('Archived').waitFor();
  await page.getByRole('button', { name: 'View chat: Lena Hoffmann' }).click();
  const thread = await opened(page, 'Lena Hoffmann');
  await thread.getByText(/^You moved it to the archive at /).last().waitFor();
  await closeToasts(page);
  await pictures(page, '53-line');
  await thread.getByRole('button', { name: 'Move out of the archive' }).click();
  await thread.getByText(/^You moved it out of the archive at /).last().waitFor();
  await page.getByRole('link', { name: 'Recent conversations' }).click();
}

async function several(page) {
  for (const [name] of customers) await page.getByRole('checkbox', { name: `Select ${name}` }).click();
  const bar = page.getByRole('toolbar', { name: '3 selected' });
  await bar.getByRole('button', { name: 'Close 2' }).waitFor();
  await pictures(page, '53-selected');
  await bar.getByRole('button', { name: 'Archive' }).click();
  await page.getByText('Archived: 3 conversations').waitFor();
  await line(page, 'Tom Baker').getByText('Archived').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await line(page, 'Tom Baker').getByText('Open').waitFor();
  await line(page, 'Lena Hoffmann').getByText('Closed').waitFor();
  await closeToasts(page);
  await act(page, 'Lena Hoffmann', 'Reopen');
  await line(page, 'Lena Hoffmann').getByText('Open').waitFor();
}
