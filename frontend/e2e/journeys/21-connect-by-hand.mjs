/** The form that connects a number: everything that is wrong at once, then the manual way to an agent's own inbox. */
import assert from 'node:assert/strict';
import { pictures } from '../lib/pictures.mjs';
import { startPractice } from '../lib/screens.mjs';

export const title = 'connect a number by hand: all reasons together, the code by text, Active with an inbox of the agent\'s own';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();

  await page.getByRole('link', { name: 'Channels' }).click();
  await page.getByRole('button', { name: 'Add a channel' }).click();
  await page.getByRole('menuitem', { name: /^WhatsApp Business/ }).click();
  await pictures(page, '21-prerequisites');
  await page.getByRole('button', { name: 'Connect it in one form' }).click();
  await page.getByRole('heading', { name: 'Connect a number' }).waitFor();
  await pictures(page, '21-form');
  await page.getByText('Manual', { exact: true }).click();
  await page.getByText(/phasing this way out/).waitFor();
  await pictures(page, '21-form-manual');

  // Nothing filled in but a wrong certificate: every reason is said, and no set-up is left.
  await page.getByRole('textbox', { name: /^Certificate/ }).fill('not a certificate');
  await page.getByRole('button', { name: 'Connect number' }).click();
  const reasons = page.getByRole('alert').filter({ hasText: /Not connected, for these \d reasons/ });
  await reasons.waitFor();
  await pictures(page, '21-form-reasons');
  assert.equal(await reasons.getByRole('listitem').count(), 5, 'agent, number, name, certificate and account');

  await page.getByRole('textbox', { name: 'WhatsApp Business Account ID' }).fill(`\u200e${(await control.get('panel')).accountId} `);
  await page.getByRole('textbox', { name: 'Country code' }).fill('44');
  await page.getByRole('textbox', { name: 'Number', exact: true }).fill('20 7946 0958');
  await page.getByRole('textbox', { name: 'Display name' }).fill('Harbour by hand');
  await page.getByRole('combobox', { name: 'Assigned to' }).click();
  const agent = page.getByRole('option').first();
  const who = await agent.textContent();
  await agent.click();
  await page.getByRole('button', { name: 'Connect number' }).click();
  await page.getByRole('alert').filter({ hasText: 'Not connected, for this reason:' }).getByText(/not a certificate/i).waitFor();
  await page.getByRole('textbox', { name: /^Certificate/ }).fill('');
  await page.getByRole('button', { name: 'Connect number' }).click();

  await page.getByRole('heading', { name: /^Verification code for/ }).waitFor();
  await page.getByRole('img', { name: /^Code \d/ }).waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Verify for me' }).click();
  await page.getByText('Meta has verified the number').waitFor({ timeout: 20_000 });
  const next = () => page.getByRole('button', { name: 'Continue', exact: true }).click();
  await next();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue(), 'Harbour by hand');
  await next();
  await page.getByRole('heading', { name: 'Business profile' }).waitFor();
  await next();
  await page.getByRole('heading', { name: 'Summary' }).waitFor();
  assert.match(await page.getByLabel('Inbox for its messages').first().inputValue(), new RegExp(`New inbox for ${who}`));
  await page.getByLabel('Two-step PIN').fill('481592');
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('Harbour by hand is connected').waitFor({ timeout: 30_000 });
  await page.getByText('customers\' messages reach the agents of Harbour by hand').waitFor();
  await pictures(page, '21-form-connected');
}
