import { useQuery } from '@tanstack/react-query';
import { act, screen } from '@testing-library/react';
import { type ReactElement, useEffect } from 'react';
import { afterEach, expect, it } from 'vitest';
import { useSession } from '@/stores/session';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { useAnnounce } from '@/ui/announcer';
import { ForgetOthers } from './forget-others';

afterEach(closeFake);

const answers = ['an invitation of Harbour & Pine'];

function Asks(): ReactElement {
  const announce = useAnnounce();
  const asked = useQuery({ queryKey: ['admin', 'invitations'], queryFn: () => Promise.resolve(answers.shift() ?? 'the other one'), staleTime: Infinity });
  useEffect(() => {
    announce('New offer: Lena Hoffmann');
    announce('Not sent: to Lena Hoffmann', 'assertive');
  }, [announce]);
  return <p>{asked.data ?? 'asking'}</p>;
}

it('forgets answers and what was said when somebody else is here', async () => {
  await openFake(({ world }) => {
    world.state = { ...world.state, userId: 'usr_ana' };
  });
  renderPage(
    <>
      <ForgetOthers />
      <Asks />
    </>,
  );
  expect(await screen.findByText('an invitation of Harbour & Pine')).toBeInTheDocument();
  expect(screen.getByTestId('polite')).toHaveTextContent('Lena');
  const state = useSession.getState().state;
  if (state === null) throw new Error('no state');
  act(() => useSession.setState({ state: { ...state, link: { ...state.link, queued: 1 } } }));
  expect(screen.getByTestId('polite')).toHaveTextContent('Lena'); // the same person stays
  act(() => useSession.setState({ state: { ...state, userId: 'usr_ana_elsewhere' } }));
  expect(await screen.findByText('the other one')).toBeInTheDocument();
  expect(screen.queryByText('an invitation of Harbour & Pine')).not.toBeInTheDocument();
  for (const region of ['polite', 'assertive']) expect(screen.getByTestId(region)).not.toHaveTextContent('Lena');
});
