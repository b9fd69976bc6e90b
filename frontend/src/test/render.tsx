import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, type RenderResult } from '@testing-library/react';
import type { ReactElement, ReactNode } from 'react';
import { TextsProvider } from '@/lib/texts';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { speakWith } from '@/bridge/errors';
import { createTexts } from '@/i18n/i18n';
import { saidIn } from '@/i18n/said';
import { GoProvider } from '@/lib/go';
import { AnnouncerProvider } from '@/ui/announcer';
import { themeWith } from '@/ui/theme';

/** Renders a primitive or a feature's view with theme, texts and an address of its own; no transitions. */
export function renderUi(ui: ReactElement, path = '/'): Drawn {
  const texts = createTexts();
  speakWith(saidIn(texts));
  return renderWith(texts, ui, path);
}

/** What was drawn, and the addresses it went to. */
export type Drawn = RenderResult & { readonly history: readonly string[] };

/** Renders with everything that providers.tsx gives, at an address of its own. */
export function renderWith(texts: ReturnType<typeof createTexts>, ui: ReactElement, path: string): Drawn {
  const { hook, history, navigate } = memoryLocation({ path, record: true });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: 'always' } } });
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactElement => (
    <TextsProvider i18n={texts}>
      <MantineProvider theme={themeWith(texts.t('shortcuts.close', { ns: 'common' }))} env="test" withCssVariables={false} withGlobalClasses={false}>
        <QueryClientProvider client={queries}>
          <Router hook={hook}>
            <GoProvider value={navigate}>
              <AnnouncerProvider>
                <ModalsProvider>{children}</ModalsProvider>
              </AnnouncerProvider>
            </GoProvider>
          </Router>
        </QueryClientProvider>
      </MantineProvider>
    </TextsProvider>
  );
  return Object.assign(render(ui, { wrapper }), { history });
}
