/** The channels screen: what Meta tells shows by itself, a number is switched off and on, an account is unlinked. */
import assert from 'node:assert/strict';
import { pictures } from '../lib/pictures.mjs';
import { png } from '../lib/png.mjs';
import { startPractice } from '../lib/screens.mjs';

export const title = 'channels: list and cards, a number proven on purpose, news from Meta by themselves, the switch, unlinking';

export async function run(stage) {
  const desktop = await stage.desktop();
  const { page } = desktop;
  await startPractice(page);
  const control = await desktop.control();
  await page.getByRole('link', { name: 'Channels' }).click();
  const { id } = (await control.get('panel')).numbers[0];
  const tell = (field, value) => control.post('tell', { phoneNumberId: id, field, value });

  await page.getByText('Cards', { exact: true }).click();
  const card = page.getByRole('list', { name: 'Channels' }).getByRole('listitem').first();
  await card.getByText('Active', { exact: true }).waitFor();
  const name = await card.getAttribute('aria-label');

  await proves(page, name);
  await refusesLogos(page);

  await tell('phone_number_quality_update', { event: 'THROUGHPUT_UPGRADE', max_daily_conversations_per_business: 'TIER_10K', metadata: {} });
  await pictures(page, '22-cards');
  await card.getByText('10,000 a day').waitFor();
  await card.getByText('High speed').waitFor();
  await tell('account_update', { event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: Math.round(Date.now() / 1000) + 3600 }] });
  // A webhook that comes while the relay is busy is sent again later.
  await card.getByText("Meta doesn't let this account begin conversations for now.").waitFor({ timeout: 60_000 });
  await card.getByText('You can answer whoever writes', { exact: false }).waitFor();
  await card.getByText(/^Conversations can't be begun with templates\. Until /).waitFor();
  await pictures(page, '22-restricted');
  await tell('account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } });
  await card.getByText('Active', { exact: true }).waitFor();

  await seesNews(page, card, name);

  const toggle = card.getByRole('switch', { name: `${name} is active` });
  await toggle.click({ force: true });
  await pictures(page, '22-switch-off');
  await page.getByRole('dialog', { name: `Switch ${name} off?` }).getByRole('button', { name: 'Switch off' }).click();
  await card.getByText('Inactive', { exact: true }).waitFor();
  await toggle.click({ force: true });
  await card.getByText('Active', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Integrations' }).click();
  await pictures(page, '22-integrations');
  await page.getByRole('button', { name: 'Unlink Harbour & Pine' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(name).waitFor();
  await pictures(page, '22-unlink');
  await dialog.getByRole('button', { name: 'Unlink', exact: true }).click();
  await page.getByRole('button', { name: 'Channels' }).click();
  await card.getByText('The account of this number was unlinked here.').waitFor();
  await card.getByText('Messages keep coming in and are kept. Nothing is sent.').waitFor();
  await pictures(page, '22-unlinked');
}

/** Two messages on purpose: a practice phone writes the code, the answer arrives, the lamp is lit. */
async function proves(page, name) {
  await page.getByRole('button', { name: `Check the connection of ${name}` }).click();
  const doctor = page.getByRole('dialog', { name: `Connection of ${name}` });
  await doctor.getByRole('button', { name: 'Prove it' }).click();
  await doctor.getByRole('img', { name: /^QR code that opens WhatsApp/ }).waitFor();
  await pictures(page, '22-prove-waits');
  const edges = await page.evaluate(() => [document.querySelector('.mantine-Notifications-root[data-position="bottom-right"]'), document.querySelector('.mantine-Drawer-content')].map((each) => each.getBoundingClientRect()));
  assert.ok(edges[0].right <= edges[1].left, `toasts end at ${edges[0].right}, beside the drawer that begins at ${edges[1].left}`);
  await doctor.getByRole('button', { name: 'Send it from a practice phone' }).click();
  await doctor.getByText(/^The text came in at .* The way in works\.$/).waitFor();
  await pictures(page, '22-prove-seen');
  await doctor.getByRole('button', { name: 'Send the answer' }).click();
  await doctor.getByText(/^Delivered at .* the number is proven\.$/).waitFor();
  await pictures(page, '22-proven');
  await doctor.getByRole('button', { name: 'Done' }).click();
  await doctor.getByRole('button', { name: 'Close' }).click();
}

/** What is no logo is refused with words, and the profile stays without one; one that is good is cropped and stays. */
async function refusesLogos(page) {
  await page.getByRole('button', { name: 'Profiles' }).click();
  await page.getByRole('button', { name: /^Edit / }).click();
  const input = page.locator('input[type=file]');
  const crop = page.getByRole('dialog', { name: 'Crop the logo' });
  const choose = (name, buffer) => input.setInputFiles({ name, mimeType: 'image/png', buffer });
  for (const [name, buffer, why] of [
    ['no-picture.png', Buffer.from('no picture'), /^This is not a JPEG or PNG/],
    ['6-megabytes.png', Buffer.concat([png(640, 640), Buffer.alloc(6 * 1024 * 1024)]), /^This picture is larger than 5 MB/],
    ['191-pixels.png', png(191, 191), /^This picture is smaller than 192 by 192 pixels/],
    ['huge.png', png(30_000, 30_000), /^This picture is damaged, or has more than 16 million pixels/],
  ]) {
    await choose(name, buffer);
    await page.getByText(why).waitFor();
    await crop.waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('button', { name: 'Remove', exact: true }).count(), 0, `${name} is no logo`);
  }
  await pictures(page, '22-logo-refused');
  await choose('good.png', png(800, 700));
  await crop.getByRole('img').first().waitFor({ state: 'attached' });
  await pictures(page, '22-logo-crop');
  await crop.getByRole('button', { name: 'Use this' }).click();
  await page.getByRole('button', { name: 'Save profile' }).click();
  await page.getByText('Saved. It goes to Meta now.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('img', { name: 'Logo' }).waitFor();
  await page.getByRole('button', { name: 'Channels' }).click();
}

/** The panel has Meta do things to the number; the card shows each, some when the number is asked for. */
async function seesNews(page, card, name) {
  const happens = async (group, what) => {
    await page.getByRole('link', { name: 'Sandbox' }).click();
    await page.getByRole('group', { name: group, exact: true }).getByRole('button', { name: what, exact: true }).click();
    await page.getByText(/^Done\. Meta /).waitFor();
    await page.getByRole('link', { name: 'Channels' }).click();
  };
  await happens('Account', 'Restrict for an hour');
  // A webhook that comes while the relay is busy is sent again later.
  await card.getByText("Meta doesn't let this account begin conversations for now.").waitFor({ timeout: 60_000 });
  await happens('Account', 'Lift');
  await card.getByText('Active', { exact: true }).waitFor();
  await happens('Quality', 'Low');
  await card.getByText('Low', { exact: true }).waitFor();
  await happens('Limit', '250 a day');
  await card.getByText('250 a day').waitFor();
  await happens('Number', 'Disconnect');
  await page.getByRole('button', { name: `Check the connection of ${name}` }).click();
  const doctor = page.getByRole('dialog', { name: `Connection of ${name}` });
  await doctor.getByRole('button', { name: /^Run / }).click();
  await doctor.getByRole('button', { name: 'Close' }).click();
  await card.getByText('The provider has signed this number out.').waitFor();
  await happens('Number', 'Connect');
  await page.getByRole('button', { name: `Check the connection of ${name}` }).click();
  await doctor.getByRole('button', { name: /^Run / }).click();
  await doctor.getByRole('button', { name: 'Close' }).click();
  await card.getByText('Active', { exact: true }).waitFor();
}
