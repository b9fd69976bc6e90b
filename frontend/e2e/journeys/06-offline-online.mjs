/** The relay is cut off: replies wait in order, search works, and nothing is lost when the app dies too. */
import assert from 'node:assert/strict';
import { accept, bubble, field, open, reply } from '../lib/screens.mjs';
import { live, settle } from '../lib/team.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'offline, a killed app, and online again';

export async function run(stage) {
  const world = await stage.world();
  const relay = await stage.relay(world);
  const desktop = await stage.desktop();
  await settle(desktop, relay, { name: 'Mara Owner', email: 'mara@harbour-pine.example', password: 'seven small otters' });
  const lena = await world.control.customer('Lena Hoffmann', '4915228817386');
  await world.control.write(lena, 'Ist das Zelt noch lieferbar?');
  await accept(desktop.page, 'Lena Hoffmann');
  await reply(desktop.page, 'Einen Moment bitte');
  await world.control.onPhone(lena, (message) => message.text === 'Einen Moment bitte', 'a reply goes while all is well');

  await relay.kill();
  await offline(desktop);

  // The customer writes meanwhile: Meta keeps trying until the relay is back.
  await world.control.write(lena, 'Ich warte noch');
  await relay.start();
  await online(desktop, world, lena);
}

/** Everything that must work without the relay, with a power cut of the app in the middle. */
async function offline(desktop) {
  let { page } = desktop;
  await page.getByText(/^Offline/).first().waitFor({ timeout: 30_000 });
  await page.getByText("You're offline. Replies are kept and sent in order when you reconnect.").waitFor();
  await reply(page, 'Erste Antwort');
  await reply(page, 'Zweite Antwort');
  await bubble(page, 'Erste Antwort').getByText('Waiting for the connection').waitFor();
  await page.getByText('Offline, 2 replies queued').waitFor();

  await page.getByRole('combobox', { name: 'Search contacts and messages' }).fill('lieferbar');
  await page.getByRole('option').filter({ hasText: 'Zelt' }).first().waitFor();
  await page.getByRole('combobox', { name: 'Search contacts and messages' }).fill('');

  await field(page).fill('Ein Entwurf, den niemand verliert');
  // A draft is on the disk soon after the last key, and says so in what the app answers.
  await until(async () => (await desktop.call('Compose', 'Drafts')).some((each) => each.text === 'Ein Entwurf, den niemand verliert'), 'the draft is kept');
  await desktop.kill();
  await desktop.start();
  ({ page } = desktop);

  await open(page, 'Lena Hoffmann');
  await bubble(page, 'Erste Antwort').getByText('Waiting for the connection').waitFor();
  await bubble(page, 'Zweite Antwort').waitFor();
  // Drafts and messages are read side by side.
  await until(async () => (await field(page).inputValue()) === 'Ein Entwurf, den niemand verliert', 'the draft is there again');
}

async function online(desktop, world, lena) {
  const { page } = desktop;
  await live(desktop);
  await world.control.onPhone(lena, (message) => message.text === 'Zweite Antwort', 'what waited is on the phone');
  const texts = (await world.control.phone(lena)).filter((message) => !message.fromCustomer).map((message) => message.text);
  assert.deepEqual(texts, ['Einen Moment bitte', 'Erste Antwort', 'Zweite Antwort'], 'each once, in order');
  await bubble(page, 'Zweite Antwort').getByRole('img', { name: 'Read' }).waitFor({ timeout: 25_000 });
  await page.getByText('Waiting for the connection').waitFor({ state: 'detached' });
  await bubble(page, 'Ich warte noch').waitFor({ timeout: 40_000 });
  await page.getByText(/^Live/).first().waitFor();
  assert.equal(await field(page).inputValue(), 'Ein Entwurf, den niemand verliert');
}
