import type { i18n as I18n } from 'i18next';
import { Fragment, type ReactElement } from 'react';
import { Frame } from './frame';
import { pages as builtPages } from './pages';
import { Providers } from './providers';
import type { Pages } from './routes';
import { slots as builtSlots, type Slots } from './slots';

/** The whole window. Tests hand in their own pages and slots. */
export interface AppProps {
  readonly texts: I18n;
  readonly pages?: Pages;
  readonly slots?: Slots;
}

/** Providers around the gate around the frame. */
export function App({ texts, pages = builtPages, slots = builtSlots }: AppProps): ReactElement {
  const Gate = slots.Gate ?? Fragment;
  return (
    <Providers texts={texts}>
      <Gate>
        <Frame pages={pages} slots={slots} />
      </Gate>
    </Providers>
  );
}
