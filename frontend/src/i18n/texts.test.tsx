import { act, render, screen } from '@testing-library/react';
import { memo, type ReactElement } from 'react';
import { expect, it } from 'vitest';
import { createTexts } from './i18n';
import { TextsProvider, useTranslation } from '@/lib/texts';

const Word = memo(function Word(): ReactElement {
  const { t } = useTranslation('common');
  return <p>{t('loading')}</p>;
});

it('gives the texts of the language, and of another one once that is chosen', async () => {
  const texts = createTexts();
  texts.addResourceBundle('ar', 'common', { loading: 'جار التحميل' });
  render(<TextsProvider i18n={texts}><Word /></TextsProvider>);
  expect(screen.getByText(texts.t('loading', { ns: 'common' }))).toBeInTheDocument();
  await act(() => texts.changeLanguage('ar'));
  expect(screen.getByText('جار التحميل')).toBeInTheDocument();
});

it('gives all the same function, so that what is made of it is made once', () => {
  const given = new Set<unknown>();
  const Taker = (): null => {
    const { t } = useTranslation('common');
    given.add(t);
    return null;
  };
  render(<TextsProvider i18n={createTexts()}><Taker /><Taker /></TextsProvider>);
  expect(given.size).toBe(1);
});

it('takes the first of several namespaces where none is named', () => {
  const texts = createTexts();
  const Both = (): ReactElement => {
    const { t } = useTranslation(['thread', 'common']);
    return <p>{`${t('bubble.reply')} / ${t('common:loading')}`}</p>;
  };
  render(<TextsProvider i18n={texts}><Both /></TextsProvider>);
  expect(screen.getByText(`${texts.t('bubble.reply', { ns: 'thread' })} / ${texts.t('loading', { ns: 'common' })}`)).toBeInTheDocument();
});
