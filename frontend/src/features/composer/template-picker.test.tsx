import { screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { numberRow, templateRow } from '@/bridge/fake-rows';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { TemplatePicker } from './template-picker';

afterEach(closeFake);

describe('the list of templates', () => {
  it('says which ones customers take badly, before they are paused for it', async () => {
    await openFake(({ world }) => {
      world.put('numbers', numberRow({ id: 'num_1', wabaId: 'wab_1' }));
      for (const [name, quality] of [['calm', 'GREEN'], ['new', ''], ['loud', 'YELLOW'], ['shrill', 'RED']] as const) world.put('templates', templateRow({ id: name, wabaId: 'wab_1', quality }));
    });
    renderPage(<TemplatePicker numberId="num_1" place="here" sendLabel="Send" to={{ contactId: '', windowOpen: true }} onSend={() => Promise.resolve(true)} />);
    const list = within(await screen.findByRole('list', { name: 'Templates' }));
    expect(within(list.getByRole('button', { name: /^shrill/ })).getByText('Low quality')).toBeInTheDocument();
    expect(within(list.getByRole('button', { name: /^loud/ })).getByText('Medium quality')).toBeInTheDocument();
    expect(list.getAllByText(/quality/)).toHaveLength(2);
  });
});
