/** Somebody follows a conversation that a colleague has: they hear of its messages, its notes and its end. */
import { Axe } from '../lib/axe.mjs';
import { ownerAndAgent } from '../lib/office.mjs';
import { pictures } from '../lib/pictures.mjs';
import { bubble, closeToasts, field, open, opened, row, showList } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'an owner follows an agent’s conversation, hears of a message, a note and its end, and follows it no more';

export async function run(stage) {
  const { world, owner, agent, lena } = await ownerAndAgent(stage);
  await follows(owner.page, agent.page);
  await world.control.write(lena, 'Hallo? Ist da jemand?');
  await hears(owner.page, /wrote in a conversation you follow/);
  await bubble(owner.page, 'Hallo? Ist da jemand?').waitFor();
  await leaves(owner.page);
  await notes(agent.page);
  await hears(owner.page, /^A colleague wrote a note on .*whom you follow/);
  await leaves(owner.page);
  const thread = await opened(agent.page, 'Lena Hoffmann');
  await thread.getByRole('button', { name: 'Close' }).waitFor(); // the key does nothing before
  await agent.page.keyboard.press('Alt+E');
  await hears(owner.page, /which you follow, has ended/);
  await stops(owner.page);
}

const details = (page) => page.getByRole('complementary', { name: 'Contact' }).getByRole('region', { name: 'Followers' });

async function follows(page, agent) {
  await page.getByRole('link', { name: 'Workspace' }).click();
  await showList(page, 'All');
  await open(page, 'Lena Hoffmann');
  await details(page).waitFor();
  await page.keyboard.press('Alt+Shift+F');
  await details(page).getByText('Mara Owner (you)').waitFor();
  await details(agent).getByText('Mara Owner', { exact: true }).waitFor();
  const axe = new Axe(page);
  await axe.look('followers of a conversation');
  axe.judge();
  await pictures(page, '59-followers');
  await page.getByRole('radiogroup', { name: 'Lists' }).getByText('Mine', { exact: true }).click();
  await page.getByRole('radio', { name: 'Followed 1' }).click();
  await row(page, 'Lena Hoffmann').waitFor();
  await pictures(page, '59-followed-list');
  await details(page).getByRole('button', { name: 'Add someone' }).click();
  await page.getByRole('group', { name: 'Colleagues who can see it' }).getByRole('button', { name: /Nils Agent/ }).waitFor();
  await pictures(page, '59-add-someone');
  await page.keyboard.press('Escape');
  await page.getByRole('group', { name: 'Colleagues who can see it' }).waitFor({ state: 'detached' });
  await leaves(page);
}

/** Looks at something else, so that the conversation is not in view. */
async function leaves(page) {
  await page.getByRole('link', { name: /^Notifications/ }).click();
  await page.getByRole('heading', { name: 'Notifications' }).waitFor();
}

async function hears(page, words) {
  const line = page.getByRole('button', { name: words });
  await line.waitFor();
  await pictures(page, `59-notice-${String(words).replace(/[^a-z]+/gi, '-').slice(0, 30)}`);
  await line.click();
  await opened(page, 'Lena Hoffmann');
}

async function notes(page) {
  await closeToasts(page);
  await field(page).waitFor();
  await page.keyboard.press('Alt+Shift+N');
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.fill('She waits since Monday.');
  await note.press('Enter');
  await page.getByRole('article', { name: /^Note by You/ }).waitFor();
  await page.keyboard.press('Alt+Shift+N');
  await field(page).waitFor();
}

async function stops(page) {
  await page.getByRole('radiogroup', { name: 'Lists' }).getByText('Mine', { exact: true }).click();
  await page.getByRole('radio', { name: 'Followed 1' }).click();
  await page.getByRole('radio', { name: 'Followed 1', checked: true }).waitFor();
  await until(async () => { // the row moves when it has ended, and once more when it is read
    await row(page, 'Lena Hoffmann').click({ button: 'right', timeout: 3_000 });
    await page.getByRole('menuitem', { name: 'Stop following' }).click({ timeout: 3_000 });
    return true;
  }, 'the owner stops following');
  await row(page, 'Lena Hoffmann').waitFor({ state: 'detached' });
  await page.getByText('No longer following: 1 conversation').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await row(page, 'Lena Hoffmann').waitFor();
}
