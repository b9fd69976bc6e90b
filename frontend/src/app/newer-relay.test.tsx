import { screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { InboxesPage } from '@/features/inboxes/page';
import { NotificationsPage } from '@/features/notifications/page';
import { PeoplePage } from '@/features/people/page';
import * as lists from '@/lib/lists';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { newer } from '@/test/newer';
import { addThread, list, now, open, setUp, tearDown, thread } from '@/test/workspace';

const words = new Set(Object.values(lists).flatMap((each): readonly string[] => (Array.isArray(each) ? (each as readonly string[]) : [])));

/** The row with another word in each field that has one of a closed list. */
function strange<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).map(([name, value]: [string, unknown]) => [name, typeof value === 'string' && words.has(value) ? newer('hologram') : value])) as T;
}

describe('a relay that is newer, with words that this version does not know', () => {
  describe('in the workspace', () => {
    let fake: FakeBridge;
    beforeEach(() => {
      fake = setUp();
    });
    afterEach(tearDown);

    it('shows conversation, messages, interaction, decision and spans', async () => {
      addThread(fake, 't1', 'Lucia');
      const { world } = fake;
      world.put('threads', strange({ ...world.need('threads', 't1'), previewOut: true, previewStatus: 'sent' as const }), rows.threadRow({ id: 't2', lastCustomerAt: now, previewKind: newer('hologram') }));
      world.put('contacts', rows.contactRow({ id: 'con_t2', savedName: 'Ravi' }));
      world.put('interactions', strange({ ...world.need('interactions', 'int_t1'), decisionId: 'dec', endReason: 'closed' as const, endedAt: now, state: 'ended' as const }));
      world.put('decisions', strange(rows.decisionRow({ id: 'dec', threadId: 't1', winner: 'usr_ana', candidates: [{ userId: 'usr_ben', reason: newer('hologram'), since: 0, open: 0, limit: 0 }] })));
      world.put('spans', strange(rows.spanRow({ id: 's', threadId: 't1', userId: 'usr_ana', ended: 'closed', to: now })));
      world.put('users', strange(rows.userRow({ id: 'usr_ben', name: 'Ben' })), rows.userRow({ id: 'usr_ana', name: 'Ana', presence: newer('hologram'), chosen: newer('hologram') }));
      world.put('inboxes', strange(rows.inboxRow({ id: 'inb_1', name: 'Support' })));
      world.put('numbers', strange(rows.numberRow({ id: 'num_1', name: 'Shop' })));
      for (const out of [true, false]) world.put('messages', strange(rows.messageRow({ id: `m_${String(out)}`, threadId: 't1', out, author: out ? 'usr_ben' : '', authorKind: out ? 'person' : '', text: 'It says something', seq: ++world.seq, at: now })));
      world.put('messages', strange(rows.messageRow({ id: 'm_media', threadId: 't1', type: 'image', seq: ++world.seq, at: now, media: { id: 'x', state: newer('hologram'), reason: '', mime: 'image/png', size: 1, fileName: 'x.png', voice: false, animated: false, width: 0, height: 0 } })));
      world.put('offers', rows.offerRow({ id: 'o', threadId: 't2', userId: 'usr_ana', offeredAt: now, expiresAt: now + 30_000, firstKind: newer('hologram'), why: newer('hologram') }));
      await open('/threads/t1');
      expect(await within(thread()).findAllByText('It says something')).toHaveLength(2);
      expect(within(list()).getByText('Ravi')).toBeInTheDocument();
      expect(screen.getByRole('region', { name: /Ravi/ })).toHaveTextContent('hologram');
    });
  });

  describe('on the pages', () => {
    beforeEach(() => fakeLayout(600, 53, 1200));
    afterEach(closeFake);

    it.each([
      ['people', <PeoplePage key="p" />, 'Ben'],
      ['inboxes', <InboxesPage key="i" />, 'Support'],
      ['notifications', <NotificationsPage key="n" />, /Something happened/],
    ])('shows %s', async (_, page, text) => {
      await openFake(({ world }) => {
        world.put('users', strange(rows.userRow({ id: 'usr_ben', name: 'Ben' })));
        world.put('inboxes', strange(rows.inboxRow({ id: 'inb_1', name: 'Support', members: ['usr_ben'] })));
        world.put('notices', strange(rows.noticeRow({ id: 'n', subject: 'x' })));
      });
      renderPage(page);
      expect((await screen.findAllByText(text))[0]).toBeInTheDocument();
    });

    it('shows a word as it came where there is no text for it', async () => {
      await openFake(({ world }) => world.put('users', rows.userRow({ id: 'usr_ben', name: 'Ben', role: newer('auditor') })));
      renderPage(<PeoplePage />);
      expect(await screen.findByText('auditor')).toBeInTheDocument();
    });
  });
});
