/** Meta's own window for signing up, as a person walks through it: from the panel in Parley to the browser and back. */
import { until } from './wait.mjs';

/** Presses the button, and reads the address that the browser would have opened. */
export async function begin(panel) {
  await panel.getByRole('button', { name: 'Connect to Meta' }).click();
  return addressOf(panel);
}

const addressOf = (panel) =>
  until(async () => /https?:\/\/\S+state=\S+/.exec((await panel.innerText()).replaceAll('\u200b', ''))?.[0], 'the panel shows the address of the page');

/** Opens Meta's window from the page in the browser, and waits until it lists the accounts. */
export async function popup(browser, name) {
  const [dialog] = await Promise.all([browser.waitForEvent('popup'), browser.getByRole('button', { name }).click()]);
  await dialog.getByRole('heading', { name: /^Connect your account/ }).waitFor();
  await dialog.getByLabel('WhatsApp Business Account').getByRole('option').first().waitFor({ state: 'attached' });
  return dialog;
}

/** Ways in which the window ends badly: what is done in it, and what the page and Parley say then. */
export const failures = [
  [(dialog) => closes(dialog.getByRole('button', { name: 'Cancel' })), "You left Meta's window before the end."],
  [(dialog) => dialog.close(), "Meta's window was closed before the end."],
  [async (dialog) => {
    await dialog.getByText('Let something go wrong').click();
    await closes(dialog.getByRole('button', { name: 'Stop with an error' }));
  }, "Meta's window stopped with an error"],
  [confirmedWith('no account is allowed'), 'allowed no WhatsApp Business Account'],
  [confirmedWith("another business's account is allowed"), "Meta's permission is for another account"],
  [confirmedWith('the code is too old already'), 'Meta did not accept the sign-in'],
  [confirmedWith('the code was used already'), 'Meta did not accept the sign-in'],
  [async (dialog) => {
    await dialog.getByLabel('Send and receive messages').uncheck();
    await closes(dialog.getByRole('button', { name: 'Confirm' }));
  }, "Meta's permission lacks whatsapp_business_messaging"],
];

function confirmedWith(fault) {
  return async (dialog) => {
    await dialog.getByText('Let something go wrong').click();
    await dialog.getByLabel('When you confirm').selectOption({ label: fault });
    await closes(dialog.getByRole('button', { name: 'Confirm' }));
  };
}

/** Presses what closes the window: it may be gone before the click is told to be over. */
const closes = (button) =>
  button.click().catch((error) => {
    if (!/has been closed/.test(error.message)) throw error;
  });
