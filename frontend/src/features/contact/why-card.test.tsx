import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { decisionRow, fakeStart, inboxRow, interactionRow, spanRow, threadRow, userRow } from '@/bridge/fake-rows';
import type { Decision, Replayed } from '@/bridge/types';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { newer } from '@/test/newer';
import { WhyCard } from './why-card';

afterEach(closeFake);

const thread = threadRow({ id: 'thr_1' });
const none = { since: 0, open: 0, limit: 5 };

let opened: FakeBridge | undefined;

function fakeOf(): FakeBridge {
  if (opened === undefined) throw new Error('no fake is open');
  return opened;
}

/** The lines of the card, each with the name before the reason. */
async function linesOf(decision: Partial<Decision>): Promise<readonly string[]> {
  opened = await openFake(({ world }) => {
    world.put('threads', thread);
    world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support' }));
    world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }), userRow({ id: 'usr_ben', name: 'Ben' }), userRow({ id: 'usr_cy', name: 'Cy' }));
    world.put('interactions', interactionRow({ id: 'int_thr_1', threadId: 'thr_1', decisionId: 'dec_1' }));
    world.put('decisions', decisionRow({ id: 'dec_1', threadId: 'thr_1', at: fakeStart, winner: 'usr_ben', version: 2, ...decision }));
  });
  renderPage(<WhyCard thread={thread} />);
  const card = await screen.findByRole('region', { name: /^Why/ });
  return [card.querySelector('p')?.textContent ?? '', ...within(card).getAllByRole('listitem').map((each) => each.textContent)];
}

it('tells the levels where the highest is asked', async () => {
  expect(
    await linesOf({
      mode: 'proficiency', reason: 'wonLevel',
      candidates: [{ userId: 'usr_ben', reason: 'wonLevel', ...none, level: 80 }, { userId: 'usr_cy', reason: 'lowerLevel', ...none, level: 40 }],
    }),
  ).toEqual(['Proficiency. Ben was asked because they had the highest level.', 'Benlevel 80, the highest', 'Cyfree, level 40']);
});

it('tells since when they were idle where the longest is asked', async () => {
  const [sentence, ben, cy, ana] = await linesOf({
    mode: 'longestIdle', reason: 'wonIdle',
    candidates: [
      { userId: 'usr_ben', reason: 'wonIdle', ...none, idleSince: fakeStart - 3_600_000 },
      { userId: 'usr_cy', reason: 'lessIdle', ...none, idleSince: fakeStart - 60_000 },
      { userId: 'usr_ana', reason: 'busy', ...none, open: 1 },
    ],
  });
  expect(sentence).toBe('Longest idle. Ben was asked because they had been idle for longest.');
  expect(ben).toMatch(/^Benidle since \d+:\d\d [AP]M, the longest$/);
  expect(cy).toMatch(/^Cyfree, idle since \d+:\d\d [AP]M$/);
  expect(ana).toBe('Youin a conversation');
});

it('tells how many conversations they have where the fewest are asked for', async () => {
  expect(
    await linesOf({
      mode: 'leastBusy', reason: 'wonLeastBusy',
      candidates: [{ userId: 'usr_ben', reason: 'wonLeastBusy', ...none, open: 1 }, { userId: 'usr_cy', reason: 'moreOpen', ...none, open: 2 }],
    }),
  ).toEqual(['Least busy. Ben was asked because they had the fewest conversations.', 'Ben1 conversation, the fewest', 'Cyfree, 2 conversations']);
});

it('tells whom the customer had last, asked or not', async () => {
  expect(
    await linesOf({
      mode: 'sticky', reason: 'wonTurn',
      candidates: [{ userId: 'usr_cy', reason: 'missedOffer', ...none, last: true }, { userId: 'usr_ben', reason: 'wonTurn', ...none }],
    }),
  ).toEqual(['Sticky agent. Ben was asked because it was their turn.', 'Cydid not answer the offer · had this customer last', 'Bennext in turn']);
});

it('says once that the customer had the winner last', async () => {
  const [sentence, ben] = await linesOf({
    mode: 'sticky', reason: 'wonLastAgent',
    candidates: [{ userId: 'usr_ben', reason: 'wonLastAgent', ...none, last: true }],
  });
  expect([sentence, ben]).toEqual(['Sticky agent. Ben was asked because they had this customer last.', 'Benhad this customer last']);
});

it('counts why nobody could be asked', async () => {
  const [sentence] = await linesOf({
    winner: '', outcome: 'nobody', cause: 'nobodyFree', reason: '',
    candidates: [
      { userId: 'usr_ben', reason: 'offline', ...none }, { userId: 'u2', reason: 'atInboxCapacity', ...none, openHere: 3, limitHere: 3 }, { userId: 'u3', reason: 'offline', ...none },
      { userId: 'u4', reason: 'notLicensed', ...none }, { userId: 'u5', reason: 'pendingOffer', ...none }, { userId: 'u6', reason: 'offline', ...none },
      { userId: 'u7', reason: newer('onTheMoon'), ...none },
    ],
  });
  expect(sentence).toBe('Round robin. Everyone online is busy.');
  expect(screen.getByText('3 offline, 2 busy, 1 unlicensed, 1 for another reason')).toBeInTheDocument();
  expect(screen.getByText('3 of 3 conversations of this inbox')).toBeInTheDocument();
});

it('tells why somebody declined, in their own words too', async () => {
  await openFake(({ world }) => {
    world.put('threads', thread);
    world.put('users', userRow({ id: 'usr_ben', name: 'Ben' }), userRow({ id: 'usr_cy', name: 'Cy' }));
    world.put(
      'interactions',
      interactionRow({
        id: 'int_thr_1', threadId: 'thr_1', decisionId: 'dec_1', state: 'waiting',
        declines: [{ userId: 'usr_ben', reason: 'busy' }, { userId: 'usr_ben', reason: 'other', note: 'my cousin' }, { userId: 'usr_cy', reason: 'leaving' }],
      }),
    );
    world.put('decisions', decisionRow({ id: 'dec_1', threadId: 'thr_1', at: fakeStart, winner: '', outcome: 'nobody', cause: 'roundOver', candidates: [{ userId: 'usr_ben', reason: 'declined', ...none }, { userId: 'usr_cy', reason: 'declined', ...none }] }));
  });
  renderPage(<WhyCard thread={thread} />);
  const card = await screen.findByRole('region', { name: /^Why/ });
  expect(within(card).getAllByRole('listitem').map((each) => each.textContent)).toEqual(['Bendeclined it: my cousin', 'Cydeclined it: about to leave']);
});

const tied: Partial<Decision> = {
  mode: 'sticky', reason: 'wonTurn',
  candidates: [{ userId: 'usr_cy', reason: 'missedOffer', ...none, last: true }, { userId: 'usr_ben', reason: 'wonTurn', ...none }, { userId: 'usr_ana', reason: 'offline', ...none }],
};

it('copies everything that the card says, in plain lines', async () => {
  const user = userEvent.setup();
  await linesOf(tied);
  await user.click(screen.getByRole('button', { name: 'Copy as text' }));
  await screen.findByRole('button', { name: 'Copied' });
  const lines = (fakeOf().office.copied.at(-1) ?? '').split('\n');
  expect(lines.slice(0, 5)).toEqual([
    'Why Ben was asked',
    'Sticky agent. Ben was asked because it was their turn.',
    'Cy: did not answer the offer · had this customer last',
    'Ben (asked): next in turn',
    'You: offline',
  ]);
  expect(lines.slice(5)).toEqual([expect.stringMatching(/^Decided .* by version 2 of the routing rules\.$/)]);
});

it('has the relay decide again, and says what came of it', async () => {
  const user = userEvent.setup();
  await linesOf(tied);
  await user.click(screen.getByRole('button', { name: 'Replay' }));
  await screen.findByText('Same answer: 812 bytes equal, by version 2 of the rules.');
  const answers: readonly [Replayed, RegExp][] = [
    [{ same: false, version: 1, bytes: 812, at: 40, was: '"winner":"usr_cy"', is: '"winner":"usr_ben"' }, /Another answer, from byte 41 on, by version 1.*usr_cy.*usr_ben/],
    [{ same: false, version: 9, bytes: 0, why: { code: 'unavailable', subcode: 'decisionVersion', params: { version: 9 }, message: '' } }, /It cannot be replayed\. This was decided by version 9 of the routing rules/],
  ];
  for (const [answer, words] of answers) {
    vi.spyOn(fakeOf().threads, 'replay').mockResolvedValue(answer);
    await user.click(screen.getByRole('button', { name: 'Replay' }));
    await waitFor(() => expect(screen.getByRole('region', { name: /^Why/ })).toHaveTextContent(words));
  }
  fakeOf().world.fail('decision.replay', new BridgeError('unavailable', 'The relay is busy.'));
  vi.restoreAllMocks();
  await user.click(screen.getByRole('button', { name: 'Replay' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('The relay is busy.');
});

it('speaks of who has it now and how they came to it, not of who could take it', async () => {
  opened = await openFake(({ world }) => {
    world.put('threads', thread);
    world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support' }));
    world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }), userRow({ id: 'usr_ben', name: 'Ben' }), userRow({ id: 'usr_cy', name: 'Cy' }));
    world.put('interactions', interactionRow({ id: 'int_thr_1', threadId: 'thr_1', decisionId: 'dec_1', state: 'open', owner: 'usr_ben' }));
    world.put('decisions', decisionRow({ id: 'dec_1', threadId: 'thr_1', at: fakeStart, mode: 'manual', outcome: 'queue', cause: 'manual', winner: '', candidates: [{ userId: 'usr_ben', reason: 'mayTake', ...none }] }));
    world.put('spans', spanRow({ id: 'spn_1', threadId: 'thr_1', interactionId: 'int_thr_1', userId: 'usr_ben', from: fakeStart, began: 'took' }));
  });
  renderPage(<WhyCard thread={thread} />);
  const card = await screen.findByRole('region', { name: 'How this conversation came to Ben' });
  expect(card).toHaveTextContent(/Taken by .?Ben.?, \d/);
  expect(card).toHaveTextContent(/Before that: Manual queue\. Agents take/);
  expect(card).not.toHaveTextContent('can take it');
  opened.world.put('spans', spanRow({ id: 'spn_1', threadId: 'thr_1', interactionId: 'int_thr_1', userId: 'usr_ben', from: fakeStart, to: fakeStart + 5, began: 'took', ended: 'transferred' }), spanRow({ id: 'spn_2', threadId: 'thr_1', interactionId: 'int_thr_1', userId: 'usr_cy', from: fakeStart + 5, began: 'got', by: 'usr_ana' }));
  opened.world.put('interactions', interactionRow({ id: 'int_thr_1', threadId: 'thr_1', decisionId: 'dec_1', state: 'open', owner: 'usr_cy' }));
  expect(await screen.findByText(/Transferred from .?Ben.? to .?Cy.? by you/)).toBeInTheDocument();
  expect(screen.getByRole('region', { name: 'How this conversation came to Cy' })).toBeInTheDocument();
});
