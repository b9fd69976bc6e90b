import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { messageRow } from '@/bridge/fake-rows';
import { renderUi } from '@/test/render';
import { Bubble } from './bubble';

it('says that the content of a message was deleted here, and shows nothing of it', () => {
  const message = messageRow({ id: 'm', threadId: 't', type: 'image', text: 'left over', erased: true });
  renderUi(<Bubble message={message} name="Ana" first last flashed={false} />);
  expect(screen.getByText('The content of this message was deleted here.')).toBeInTheDocument();
  expect(screen.queryByText('left over')).toBeNull();
});

it.each([
  ['rule', 'Sent by a rule'],
  ['bot', 'Sent by the assistant'],
  ['api', 'Sent through the API'],
  ['other', 'Sent by another system'],
  ['person', 'Sent from the phone'],
] as const)('says what wrote a message of ours: %s', (authorKind, words) => {
  const message = messageRow({ id: 'm', threadId: 't', text: 'hello', out: true, echo: authorKind === 'person', author: authorKind === 'person' ? 'usr_elsewhere' : '', authorKind });
  renderUi(<Bubble message={message} name="Ana" first last flashed={false} />);
  expect(screen.getByText(words)).toBeInTheDocument();
});
