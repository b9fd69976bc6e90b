/** An offer is shown by the system's notification service, and a click on it opens the conversation. */
import assert from 'node:assert/strict';
import { serve, shown } from '../lib/notifications.mjs';
import { pictures } from '../lib/pictures.mjs';
import { accept, bubble, opened, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'a native notification, its click, a test of alerts, and what happens without a service';

export async function run(stage) {
  const service = await serve(stage);
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();

  const offer = await shown(service, (each) => each.title.includes('Lena Hoffmann'), 'the offer is notified');
  assert.match(offer.body, /Fjell 2/);
  // Elsewhere in the app, the click leads to the conversation that it was about.
  await page.getByRole('link', { name: 'Channels' }).click();
  await page.getByRole('heading', { name: 'Channels', level: 1 }).waitFor();
  service.process.stdin.write(`${offer.id} default\n`);
  await opened(page, 'Lena Hoffmann');

  // Each acceptance brings the next offer, and what comes at once is told as one: so each is waited for.
  await accept(page, 'Lena Hoffmann');
  await shown(service, (each) => each.title.includes('Maya Thompson'), 'the next offer is notified');
  await accept(page, 'Maya Thompson');
  await shown(service, (each) => each.title.includes('يوسف الحربي'), 'the offer after that is notified');
  await page.getByRole('link', { name: /^Notifications/ }).click();
  const record = page.getByRole('list', { name: 'Notifications, newest first' });
  await record.getByText(/Conversation offer: .*Lena Hoffmann/).waitFor();
  // Not Lena's thread: the app's own window followed the click too and, sooner or later, looks at hers.
  // The service draws markup, so what she writes must reach it as text; a NUL would keep it from arriving at all.
  await control.write('maya', 'Any news? <b>URGENT</b> <a href="http://evil.test">sign in here</a> a & b\u0000');
  const message = await shown(service, (each) => each.body.includes('Any news?'), 'a message in a thread that is not in view is notified');
  assert.equal(message.body, 'Any news? &lt;b&gt;URGENT&lt;/b&gt; &lt;a href=&#34;http://evil.test&#34;&gt;sign in here&lt;/a&gt; a &amp; b');
  service.process.stdin.write(`${message.id} default\n`);
  await bubble(await opened(page, 'Maya Thompson'), /Any news\?/).waitFor();

  await testAlerts(page, service);

  // Without a service the app alerts inside, and says so. Another thread again, because the own window looks at Maya's now.
  await accept(page, 'يوسف الحربي');
  await shown(service, (each) => each.title.includes('Tomás Rivas'), 'one more offer is notified');
  await service.kill();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  await control.write('yousef', 'شكرا لكم');
  const toast = page.getByRole('alert').filter({ hasText: 'شكرا لكم' });
  await toast.getByRole('button', { name: 'Open' }).click({ timeout: 20_000 });
  await bubble(await opened(page, 'يوسف الحربي'), 'شكرا لكم').waitFor();
  const able = await desktop.call('System', 'Abilities');
  assert.equal(able.notifications, false);
  assert.ok(able.problems.some((each) => each.subcode === 'notifications'), `why: ${JSON.stringify(able.problems)}`);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('System notifications are not available here').first().waitFor();
}

/** Test my alerts names what is broken, and hears of the click on its notification from the system. */
async function testAlerts(page, service) {
  await page.getByRole('link', { name: /^Notifications/ }).click();
  const links = page.getByRole('list', { name: 'Links of the chain' });
  const link = (name) => links.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
  service.process.stdin.write('0 quiet\n');
  // The service reads its orders beside what the app asks: the first test may still come before.
  await until(async () => {
    await page.getByRole('button', { name: 'Test my alerts' }).click();
    await link('Do not disturb').waitFor();
    return (await link('Do not disturb').textContent()).includes('keeps notifications to itself');
  }, () => 'the test names do not disturb');
  assert.match(await link('Relay').textContent(), /The relay answered/);
  assert.match(await link('Offers').textContent(), /offers come to you/);
  assert.match(await link('Notification').textContent(), /Your system took the notification/);
  service.process.stdin.write('0 loud\n');
  await until(async () => {
    await page.getByRole('button', { name: 'Test my alerts' }).click();
    await link('Do not disturb').waitFor();
    return (await link('Do not disturb').textContent()).includes('shows the notifications that it takes');
  }, () => 'the test says that do not disturb is off');
  const { id } = service.lines.map((line) => JSON.parse(line)).findLast((each) => each.body === 'This is how you hear of a new conversation.');
  await link('Seen by you').getByRole('button', { name: 'Nothing appeared' }).waitFor();
  await pictures(page, 'test-my-alerts');
  service.process.stdin.write(`${id} default\n`);
  await link('Seen by you').getByText(/You saw it \d+ s after it was sent/).waitFor();
}
