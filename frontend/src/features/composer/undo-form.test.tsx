import { act, screen, waitFor } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Queued, SendContent } from '@/bridge/types';
import { FormBegun } from '@/lib/form-begun';
import { fillAgain, filledName, formOf } from '@/stores/filled-again';
import { keepForm } from '@/stores/kept-form';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { CardForm } from './card-form';
import { ChoicesForm } from './choices-form';
import type { FormProps } from './form-props';
import { LocationForm } from './location-form';

afterEach(() => {
  window.localStorage.clear();
  closeFake();
});

const blank: SendContent = { type: 'text', text: '', mediaId: '', fileName: '', mime: '', size: 0, location: null, template: null, emoji: '', replyTo: '' };
const card = { name: 'Ana Bell', company: 'Bell & Co', title: 'Head', phones: [{ phone: '+4930901820', kind: 'work' as const }, { phone: '+34600111222', kind: 'other' as const }], emails: ['ana@example.com'] };
const buttons = { header: 'Lamps', footer: '', open: '', sections: [{ title: '', rows: [{ title: 'Today', about: '' }, { title: 'Tomorrow', about: '' }] }] };
const list = { header: '', footer: 'Thanks', open: 'See days', sections: [{ title: 'Week', rows: [{ title: 'Monday', about: 'until 6' }] }, { title: 'Weekend', rows: [{ title: 'Sunday', about: '' }] }] };
const sent: readonly (readonly [string, Partial<SendContent>, (props: FormProps) => ReactElement, 'location' | 'card' | 'choices'])[] = [
  ['a place', { type: 'location', location: { latitude: 52.52, longitude: 13.405, name: 'Lamp repairs', address: 'Torstraße 1', url: '' } }, LocationForm, 'location'],
  ['a place near nothing', { type: 'location', location: { latitude: 1e-7, longitude: -2e-7, name: '', address: '', url: '' } }, LocationForm, 'location'],
  ['a card', { type: 'contacts', card }, CardForm, 'card'],
  ['buttons', { type: 'interactive', text: 'Which day?', choices: buttons }, ChoicesForm, 'choices'],
  ['a list', { type: 'interactive', text: 'Which day?', choices: list }, ChoicesForm, 'choices'],
];

function queued(content: Partial<SendContent>): Queued {
  // Only what is read of it.
  return { clientId: 'c1', threadId: 't1', send: { content: { ...blank, ...content } } } as unknown as Queued;
}

describe('what was sent from a form and is taken back', () => {
  it.each(sent)('%s would be sent the same again', async (_, content, Form, kind) => {
    await openFake(({ world }) => {
      world.state = { ...world.state, userId: 'usr_1' };
    });
    expect(formOf({ ...blank, ...content })).toBe(kind);
    await act(() => fillAgain(queued(content)));
    const again: Partial<SendContent>[] = [];
    renderPage(
      <Form
        threadId="t1"
        onClose={() => undefined}
        onSend={(next) => {
          again.push(next);
          return Promise.resolve(true);
        }}
      />,
    );
    const send = await screen.findByRole('button', { name: 'Send', hidden: true });
    await waitFor(() => expect(send).toBeEnabled());
    act(() => send.click());
    await waitFor(() => expect(again).toEqual([content]));
  });

  it('takes no place of a form that was begun meanwhile', async () => {
    act(() => keepForm(filledName('t1', 'location'), { where: '1, 2', name: '', address: '' }));
    await expect(fillAgain(queued({ type: 'location', location: { latitude: 3, longitude: 4, name: '', address: '', url: '' } }))).rejects.toThrow(FormBegun);
    act(() => keepForm(filledName('t1', 'location'), undefined));
  });
});
