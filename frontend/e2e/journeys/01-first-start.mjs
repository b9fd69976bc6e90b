/** The first start: the first screen, "Try it now", and customers who write within seconds. */
import assert from 'node:assert/strict';
import { row, showList, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'first start, and practice comes to life';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;

  await page.getByRole('heading', { name: 'Welcome to Parley' }).waitFor();
  for (const way of ['Try it now', 'Use it on this computer', "Connect to my team's relay"]) await page.getByRole('region', { name: way }).waitFor();
  // The first screen says what this computer can and cannot receive.
  await page.getByText('messages come in only while Parley or its relay runs').waitFor();

  await startPractice(page);
  await page.getByText('Practice: nothing here is real').waitFor();
  // Life: the newcomer is asked to take a thread, and the next ones stand in the list.
  await page.getByRole('region', { name: /^Offer: / }).first().waitFor({ timeout: 15_000 });

  await showList(page, 'All');
  const rows = page.locator('[data-thread]');
  await until(async () => (await rows.count()) >= 6, 'the customers are in the list of all threads', 25_000);
  for (const name of ['Maya Thompson', 'يوسف الحربي', 'Beatriz Almeida 🌿']) await row(page, name).waitFor();

  // The same start again is quick and still practice: nothing is asked twice.
  const state = await desktop.call('Session', 'State');
  assert.equal(state.phase, 'ready');
  assert.equal(state.practice, true);
  assert.equal(state.userName, 'Alex Moreau');
}
