import { DirectionProvider, MantineProvider, useDirection } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { i18n as I18n } from 'i18next';
import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import { TextsProvider } from '@/lib/texts';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { speakWith } from '@/bridge/errors';
import { saidIn } from '@/i18n/said';
import { keepFocus } from '@/lib/keep-focus';
import { listenToKeys } from '@/lib/keyboard';
import { shortcuts } from '@/lib/shortcuts';
import { AnnouncerProvider } from '@/ui/announcer';
import { cssVariables, themeWith } from '@/ui/theme';
import { ForgetOthers } from './forget-others';
import { LookOnDocument } from './look-acts';
import { Toasts } from './toasts';

// Calls go to the process beside this page, so they work offline and never retry blindly.
function createQueries(): QueryClient {
  const defaults = { networkMode: 'always', retry: false } as const;
  return new QueryClient({ defaultOptions: { queries: { ...defaults, refetchOnWindowFocus: false }, mutations: defaults } });
}

/** Everything that a screen may rely on: theme, direction, texts, address, calls, dialogs, toasts, announcer, keys. */
export function Providers({ texts, children }: { readonly texts: I18n; readonly children: ReactNode }): ReactElement {
  const [queries] = useState(() => {
    speakWith(saidIn(texts));
    return createQueries();
  });
  return (
    <TextsProvider i18n={texts}>
      <DirectionProvider initialDirection={texts.dir()} detectDirection={false}>
        <MantineProvider theme={themeWith(texts.t('shortcuts.close', { ns: 'common' }))} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
          <LanguageOnDocument texts={texts} />
          <QueryClientProvider client={queries}>
            <Router hook={useHashLocation}>
              <AnnouncerProvider>
                <ForgetOthers />
                <ModalsProvider>{children}</ModalsProvider>
              </AnnouncerProvider>
            </Router>
          </QueryClientProvider>
          <Toasts />
          <Keys />
          <LookOnDocument />
        </MantineProvider>
      </DirectionProvider>
    </TextsProvider>
  );
}

function LanguageOnDocument({ texts }: { readonly texts: I18n }): null {
  const { setDirection } = useDirection();
  useEffect(() => {
    const apply = (): void => {
      // Resolved: a language without texts is shown in English, and must be read as English.
      document.documentElement.lang = texts.resolvedLanguage ?? texts.language;
      setDirection(texts.dir());
    };
    apply();
    texts.on('languageChanged', apply);
    return () => texts.off('languageChanged', apply);
  }, [texts, setDirection]);
  return null;
}

/** Every key of the window goes to the shortcut map, or to the open conversation's reply. */
function Keys(): null {
  useEffect(() => listenToKeys(shortcuts), []);
  useEffect(keepFocus, []);
  return null;
}
