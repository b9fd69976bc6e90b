/** The wizard from the number to Active, with a wrong code and an expired one on the way. */
import assert from 'node:assert/strict';
import { pictures } from '../lib/pictures.mjs';
import { addWhatsApp, startPractice } from '../lib/screens.mjs';
import { until } from '../lib/wait.mjs';

export const title = 'connect a number: wrong code, expired code, a code pasted into Meta\'s window, Active';
export const long = true;

const phone = '+442079460958';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  const next = () => page.getByRole('button', { name: 'Continue' }).click();

  await addWhatsApp(page);

  await typeNumber(page);
  await page.getByRole('heading', { name: /^Connect \+44 20 7946 0958 to Meta/ }).waitFor();
  await pictures(page, '02-connect');
  await page.getByRole('textbox', { name: 'Display name' }).fill('Harbour & Pine London');
  await next();

  await pictures(page, '02-code-ask');
  await page.getByRole('button', { name: 'Send the code by SMS' }).click();
  const id = await metaId(control);
  await page.getByRole('img', { name: /^Code \d/ }).waitFor({ timeout: 20_000 });
  await pictures(page, '02-code-shown');
  await wrong(page, control, id);
  const code = await expired(page, control, id);

  // The new code is caught, shown and copied without a key typed, pasted into Meta's window, and Continue opens.
  await digits(page, code);
  await page.getByRole('button', { name: 'Copy code' }).click();
  // The button says so for two seconds only; what has happened stays.
  await page.getByRole('list', { name: 'What has happened' }).getByRole('listitem').filter({ hasText: /Copied\s*\d/ }).waitFor();
  await page.getByText('The SMS as it arrived').click();
  await page.getByText(code.slice(0, 3), { exact: false }).first().waitFor();
  await pictures(page, '02-code-copied');
  assert.equal(await page.getByRole('button', { name: 'Continue' }).isDisabled(), true, 'nothing was pasted yet');
  await control.post('window', { phoneNumberId: id, act: 'verify', code: `${code.slice(0, 3)}-${code.slice(3)}` });
  await page.getByRole('button', { name: 'I pasted it: check' }).click();
  await page.getByText('Meta has verified the number').waitFor({ timeout: 20_000 });
  await pictures(page, '02-verified');
  await next();

  await settings(page, next);
  await pictures(page, '02-profile');
  await page.getByRole('textbox', { name: 'About' }).fill('Repairs and rentals');
  await page.getByRole('textbox', { name: 'E-mail' }).fill('london@harbour-pine.example');
  await next();

  await summary(page);
  await page.getByText('WhatsApp_London is connected').waitFor({ timeout: 30_000 });
  await pictures(page, '02-connected');
  await page.getByRole('button', { name: 'Show my channels' }).or(page.getByRole('link', { name: 'Show my channels' })).first().click();
  const row = page.getByRole('row').filter({ hasText: 'WhatsApp_London' });
  await row.getByText('Active').waitFor();
  await row.getByText('Sales London').waitFor();
  await pictures(page, '02-channels');
  const line = (await control.get('panel')).numbers.find((each) => each.digits === phone.slice(1));
  assert.equal(line.live, true, 'Meta has the number registered and subscribed');
}

async function typeNumber(page) {
  const field = page.getByRole('textbox', { name: 'Number with country code' });
  await pictures(page, '02-number');
  // Each failure has its reason, beside the field.
  await field.fill('+49 123');
  await until(async () => (await field.getAttribute('aria-invalid')) === 'true', 'a number that is none is refused');
  assert.equal(await page.getByRole('button', { name: 'Reserve and continue' }).isDisabled(), true);
  await pictures(page, '02-number-refused');
  await field.fill('+44 20 7946 0958');
  await page.getByText('+44 20 7946 0958 can be used.').waitFor();
  await pictures(page, '02-number-good');
  await page.getByRole('button', { name: 'Reserve and continue' }).click();
}

async function metaId(control) {
  const line = await until(async () => (await control.get('panel')).numbers.find((each) => each.digits === phone.slice(1) && each.id !== ''), 'Meta knows the number');
  return line.id;
}

async function digits(page, code) {
  await page.getByRole('img', { name: `Code ${[...code.slice(0, 3)].join(' ')}, ${[...code.slice(3)].join(' ')}` }).waitFor({ timeout: 20_000 });
}

/** Types a code that is not the one: refused in plain words, and the caught one stands. */
async function wrong(page, control, id) {
  const { code } = await control.get(`code/${id}`);
  await digits(page, code);
  await page.getByRole('button', { name: 'Type it yourself' }).click();
  const typed = page.getByRole('textbox', { name: 'Six-digit code' });
  await typed.fill('12345');
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await page.getByText('A code has six digits.').waitFor();
  await typed.fill(code === '999999' ? '111-111' : '999-999');
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  const refusal = page.getByRole('alert').filter({ hasText: /code/i });
  await refusal.waitFor();
  await pictures(page, '02-code-wrong');
  await digits(page, code);
  await page.getByRole('button', { name: 'Hide the field' }).click();
}

/** Lets the code die at Meta, sees why it is refused, and asks for a new one. */
async function expired(page, control, id) {
  const before = (await control.get(`code/${id}`)).code;
  await control.post('expire-code', { phoneNumberId: id });
  await page.getByRole('button', { name: 'Verify for me' }).click();
  await page.getByRole('alert').filter({ hasText: /expired/i }).waitFor();
  await pictures(page, '02-code-expired');
  const again = page.getByRole('button', { name: 'Send again' }).first();
  await until(() => again.isEnabled(), 'a new code can be asked for', 90_000);
  await again.click();
  return until(async () => {
    const { code } = await control.get(`code/${id}`).catch(() => ({ code: before }));
    return code !== before && code !== '' ? code : undefined;
  }, 'Meta has made a new code');
}

async function settings(page, next) {
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('WhatsApp_Support');
  await next();
  await page.getByText('Another number has this name.').waitFor();
  await pictures(page, '02-settings-refused');
  await name.fill('WhatsApp_London');
  await page.getByRole('textbox', { name: 'Data source' }).fill('region=uk; team=sales');
  await page.getByText('2 pairs').waitFor();
  await next();
  await page.getByRole('heading', { name: 'Business profile' }).waitFor();
}

async function summary(page) {
  await page.getByRole('heading', { name: 'Summary' }).waitFor();
  await page.getByText('region=uk').waitFor();
  await pictures(page, '02-summary');
  await page.getByLabel('Inbox for its messages').first().click();
  await page.getByRole('option', { name: 'New inbox with me as agent' }).click();
  await page.getByRole('textbox', { name: 'Name of the new inbox' }).fill('Sales London');
  await page.getByLabel('Two-step PIN').fill('123456');
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('This PIN is too easy to guess.').waitFor();
  await pictures(page, '02-summary-refused');
  await page.getByLabel('Two-step PIN').fill('481592');
  await page.getByRole('button', { name: 'Finish' }).click();
}
