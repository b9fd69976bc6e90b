/** Connecting a number in Meta's own window: everything that can fail there, tried again, a new account with a new number, the code pasted there, Active. */
import assert from 'node:assert/strict';
import { begin, failures, popup } from '../lib/meta-window.mjs';
import { pictures } from '../lib/pictures.mjs';
import { addWhatsApp, closeToasts, startPractice } from '../lib/screens.mjs';

export const title = 'connect a number in Meta\'s own window, through the real redirect and back';
export const long = true;

const phone = '+442079460958';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();

  await addWhatsApp(page);
  await page.getByRole('textbox', { name: 'Number with country code' }).fill(phone);
  await page.getByRole('button', { name: 'Reserve and continue' }).click();
  await page.getByRole('button', { name: 'Link another account' }).click();
  const panel = page.getByRole('region', { name: 'Connect to Meta' });
  await pictures(page, '20-sign-up');
  const address = await begin(panel);

  // The browser is one of the person's own; the page opens once.
  const browser = await stage.page('browser');
  await browser.goto(address);
  await browser.getByRole('heading', { name: 'Connect your WhatsApp Business Account' }).waitFor();
  await pictures(browser, '20-browser');
  assert.equal(new URL(browser.url()).search, '', 'the state has left the address bar');
  // Its refusal is a fault of the page in no other place.
  const refused = [];
  const thief = await stage.page('thief', refused);
  await thief.goto(address);
  await thief.getByText('This page was used already or has expired.').waitFor();
  await pictures(thief, '20-browser-used');
  assert.ok(refused.some((each) => each.includes('403')), 'the second browser is refused');
  await panel.getByText('Continue in your browser.').waitFor();
  await pictures(page, '20-sign-up-waits');

  await fails(browser, panel);
  const dialog = await popup(browser, 'Open Meta\'s window again');
  await newNumber(dialog, page);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await browser.getByRole('heading', { name: 'Go back to Parley' }).waitFor();
  await pictures(browser, '20-browser-done');

  await panel.getByRole('radio', { name: 'London Repairs' }).waitFor();
  await pictures(page, '20-accounts');
  await panel.getByRole('button', { name: 'Use this account' }).click();
  await page.getByText('has verified it. No code is needed.').waitFor();
  await pictures(page, '20-verified');
  await page.getByRole('button', { name: 'Continue' }).click();
  await finish(page);
  const line = (await control.get('panel')).numbers.find((each) => each.digits === phone.slice(1));
  assert.equal(line.live, true, 'Meta has the number registered and subscribed');
  await byRedirect(stage, page);
  await onHostedPage(stage, page);
  await onPhone(stage, page);
  await moves(control, page, line.id);
}

/** Each way in which the window ends badly is said in the browser and in Parley, nothing is connected, and it opens again. */
async function fails(browser, panel) {
  let opens = 'Open Meta\'s window';
  for (const [ends, said] of failures) {
    const dialog = await popup(browser, opens);
    opens = 'Open Meta\'s window again';
    await ends(dialog);
    await browser.getByText(said).waitFor();
    await panel.getByText(said).waitFor();
    assert.equal(await panel.getByRole('radio').count(), 0, `${said}: no account is offered`);
    if (said.startsWith('You left')) await panel.getByText('Meta\'s step: BUSINESS_ACCOUNT_SELECTION').waitFor();
  }
  await pictures(browser, '20-browser-left');
}

/** Creates an account and adds the number; the code comes to the wizard and is pasted from there. */
async function newNumber(dialog, page) {
  await dialog.getByLabel('WhatsApp Business Account').selectOption({ label: 'Create a WhatsApp Business account' });
  await dialog.getByLabel('Name of the new account').fill('London Repairs');
  await dialog.getByLabel('Phone number with country code').fill(phone);
  await dialog.getByLabel('Display name').fill('Harbour & Pine London');
  await dialog.getByRole('button', { name: 'Send code by text message' }).click();
  await dialog.getByText('A code was sent by text message.').waitFor();
  const shown = await page.getByRole('img', { name: /^Code \d/ }).getAttribute('aria-label', { timeout: 20_000 });
  await dialog.getByLabel('Verification code').fill(shown.replaceAll(/\D/g, ''));
  await dialog.getByRole('button', { name: 'Verify phone number' }).click();
  await dialog.getByText('The number is verified.').waitFor();
}

async function finish(page) {
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('WhatsApp_London');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Business profile' }).waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Two-step PIN').fill('481592');
  await page.getByLabel('Inbox for its messages').first().click();
  await page.getByRole('option', { name: 'New inbox with me as agent' }).click();
  await page.getByRole('textbox', { name: 'Name of the new inbox' }).fill('Sales London');
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('WhatsApp_London is connected').waitFor({ timeout: 30_000 });
}

/** Where no window opens, Meta's own page does it, and leads back. Here no account is allowed, and that is said. */
async function byRedirect(stage, page) {
  await page.getByRole('button', { name: 'Show my channels' }).or(page.getByRole('link', { name: 'Show my channels' })).first().click();
  await page.getByRole('button', { name: 'Integrations' }).or(page.getByRole('link', { name: 'Integrations' })).first().click();
  await page.getByRole('button', { name: 'Link an account' }).click();
  const panel = page.getByRole('region', { name: 'Connect to Meta' });
  const browser = await stage.page('redirected');
  await browser.goto(await begin(panel));
  await browser.getByRole('link', { name: 'continue without one' }).click();
  await browser.getByRole('heading', { name: /^Connect your account/ }).waitFor();
  await browser.getByText('Let something go wrong').click();
  await browser.getByLabel('When you confirm').selectOption({ label: 'no account is allowed' });
  await browser.getByRole('button', { name: 'Confirm' }).click();
  await browser.getByText('allowed no WhatsApp Business Account').waitFor();
  assert.equal(new URL(browser.url()).search, '', 'the code has left the address bar');
  await panel.getByText('allowed no WhatsApp Business Account').waitFor();
  await pictures(page, '20-nothing-allowed');
  await panel.getByRole('button', { name: 'Cancel' }).click();
}

/** On Meta's hosted page nothing leads back: the account comes by the webhook, and the admin says that it is theirs. */
async function onHostedPage(stage, page) {
  const panel = page.getByRole('region', { name: 'Connect to Meta' });
  await panel.getByRole('button', { name: 'Use Meta\'s hosted page instead' }).click();
  const browser = await stage.page('hosted');
  await browser.goto(await begin(panel));
  await browser.getByRole('heading', { name: /^Connect your account/ }).waitFor();
  await panel.getByText('Finish Meta\'s page in your browser.').waitFor();
  await pictures(page, '20-hosted-waits');
  await browser.getByLabel('WhatsApp Business Account').selectOption({ label: 'Create a WhatsApp Business account' });
  await browser.getByLabel('Name of the new account').fill('Harbour Hosted');
  await browser.locator('#number').selectOption({ label: 'No number for now' });
  await browser.getByRole('button', { name: 'Confirm' }).click();
  await browser.getByText('You are done.').waitFor();
  await pictures(browser, '20-hosted-done');
  await panel.getByText('Is this account yours?').waitFor();
  await panel.getByText('Harbour Hosted').waitFor();
  await pictures(page, '20-hosted-yours');
  await panel.getByRole('button', { name: 'Yes, it is ours' }).click();
  await panel.getByRole('radio', { name: 'Harbour Hosted' }).waitFor();
  await panel.getByRole('button', { name: 'Use this account' }).click();
  await page.getByText('Harbour Hosted').first().waitFor();
}

/** A number that stays in the WhatsApp Business app: no code and no PIN, and Finish says what its phone is asked. */
async function onPhone(stage, page) {
  const kept = '+442079460412';
  await addWhatsApp(page);
  await page.getByRole('textbox', { name: 'Number with country code' }).fill(kept);
  await page.getByRole('button', { name: 'Reserve and continue' }).click();
  await page.getByRole('button', { name: 'Link another account' }).click();
  const panel = page.getByRole('region', { name: 'Connect to Meta' });
  await panel.getByRole('radio', { name: 'In the WhatsApp Business app too' }).check();
  const browser = await stage.page('kept');
  await browser.goto(await begin(panel));
  const dialog = await popup(browser, 'Open Meta\'s window');
  await dialog.getByLabel('WhatsApp Business Account').selectOption({ label: 'Create a WhatsApp Business account' });
  await dialog.getByLabel('Name of the new account').fill('Harbour Phones');
  await dialog.getByLabel('Phone number with country code').fill(kept);
  await dialog.getByLabel('Display name').fill('Harbour & Pine Dock');
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await panel.getByRole('radio', { name: 'Harbour Phones' }).waitFor();
  await panel.getByRole('button', { name: 'Use this account' }).click();
  await page.getByText('has verified it. No code is needed.').waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('WhatsApp_Dock');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Business profile' }).waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Finish connects the number, which stays in the WhatsApp Business app').waitFor();
  assert.equal(await page.getByLabel('Two-step PIN').count(), 0, 'a number on its phone has no PIN here');
  await pictures(page, '20-on-phone-summary');
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('WhatsApp_Dock is connected').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Show my channels' }).or(page.getByRole('link', { name: 'Show my channels' })).first().click();
  await page.getByRole('row').filter({ hasText: 'WhatsApp_Dock' }).getByText('Ready', { exact: true }).waitFor();
  await pictures(page, '20-on-phone');
}

/** The number moves to another account: what is in the way is said first, a new code proves it, and here it stays the same number. */
async function moves(control, page, before) {
  const line = page.getByRole('row').filter({ hasText: 'WhatsApp_London' });
  await closeToasts(page); // customers write to the number on the phone, which has no inbox
  await line.getByRole('button', { name: 'Edit WhatsApp_London' }).click();
  await page.getByRole('button', { name: 'Move to another account…' }).click();
  await page.getByRole('heading', { name: 'Move WhatsApp_London to another account' }).waitFor();
  const begin = page.getByRole('button', { name: 'Begin the move' });
  await page.getByRole('combobox', { name: 'New account' }).click();
  await page.getByRole('option', { name: /^Harbour Hosted/ }).click();
  await page.getByText('Two-step verification is on.', { exact: false }).waitFor();
  await page.getByRole('checkbox', { name: 'I know what stays behind' }).check();
  assert.equal(await begin.isDisabled(), true, 'what is in the way keeps it from beginning');
  await pictures(page, '20-move');
  await control.post('window', { phoneNumberId: before, act: 'noPin' });
  await page.getByRole('button', { name: 'Check again' }).click();
  await begin.click();
  await page.getByRole('button', { name: 'Send the code by SMS' }).click();
  await page.getByRole('img', { name: /^Code \d/ }).waitFor({ timeout: 20_000 });
  await pictures(page, '20-move-code');
  await page.getByRole('button', { name: 'Verify for me' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue(), 'WhatsApp_London');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Business profile' }).waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Two-step PIN').fill('481592');
  await pictures(page, '20-move-summary');
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('WhatsApp_London is connected').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Show my channels' }).or(page.getByRole('link', { name: 'Show my channels' })).first().click();
  await line.getByText('Sales London').waitFor();
  const numbers = (await control.get('panel')).numbers.filter((each) => each.digits === phone.slice(1));
  assert.deepEqual(numbers.map((each) => [each.live, each.id === before]), [[true, false]], 'Meta has it once, in the other account');
  await pictures(page, '20-moved');
}
