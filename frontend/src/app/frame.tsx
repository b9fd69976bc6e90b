import { memo, type ReactElement, type ReactNode, Suspense, useMemo } from 'react';
import { useTranslation } from '@/lib/texts';
import { Route, Switch, useLocation } from 'wouter';
import { useGo } from '@/lib/go';
import { paths, type RouteName } from '@/lib/paths';
import { useSession, useSupervisor } from '@/stores/session';
import { EmptyState, Skeletons } from '@/ui/states';
import classes from './frame.module.css';
import { Palette } from './palette';
import { Rail } from './rail';
import { RouteBoundary } from './route-boundary';
import { bareRoutes, offeredPages, type Page, type Pages, rail, routeOrder } from './routes';
import { SetUpGate } from './set-up-gate';
import { ShortcutSheet } from './shortcut-sheet';
import type { Slots } from './slots';

/** What this build has: its pages and what features put into the frame. */
export interface FrameProps {
  readonly pages: Pages;
  readonly slots: Slots;
}

const none = (): number => 0;
const Sheet = memo(ShortcutSheet);

/** The window's content: rail, page, status line; or a bare page where there is no session. */
export function Frame({ pages, slots }: FrameProps): ReactElement {
  const { t } = useTranslation('common');
  const [location] = useLocation();
  const useUnread = slots.useUnread ?? none;
  const unread = useUnread();
  const practice = useSession((store) => store.state?.practice === true);
  const supervisor = useSupervisor();
  const { StatusLine } = slots;
  // One and the same: the page beneath an address is not drawn anew because of it.
  const statusLine = useMemo(() => (StatusLine === undefined ? null : <StatusLine />), [StatusLine]);
  const offered = useMemo(() => offeredPages(pages, practice, supervisor), [pages, practice, supervisor]);
  const name = routeAt(location, pages);
  const page = name === undefined ? undefined : pages[name];
  if (name !== undefined && page !== undefined && bareRoutes.includes(name)) {
    return <main className={classes.bare}>{guarded(location, <Suspense fallback={<Skeletons rows={4} label={t('loading')} />}><page.component statusLine={null} /></Suspense>)}</main>;
  }
  const { RelayAlarms, RelayState, PresenceMenu, Offers, Background, Acts } = slots;
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content" onClick={focusContent}>
        {t('skipToContent')}
      </a>
      <Rail
        pages={offered}
        unread={unread}
        foot={
          <>
            {RelayState !== undefined && <RelayState />}
            {PresenceMenu !== undefined && <PresenceMenu />}
          </>
        }
      />
      <main id="content" className={classes.content} tabIndex={-1}>
        {RelayAlarms !== undefined && <RelayAlarms />}
        <div className={classes.page} data-region={page?.ownsStatusLine === true ? undefined : true}>
          {guarded(
            location,
            <Suspense fallback={<Skeletons rows={6} label={t('loading')} />}>
              <PageSwitch pages={pages} statusLine={statusLine} />
            </Suspense>,
          )}
        </div>
        {page?.ownsStatusLine !== true && statusLine}
      </main>
      <Palette pages={offered} />
      <Sheet />
      {Offers !== undefined && <Offers />}
      {Background !== undefined && <Background />}
      {Acts !== undefined && <Acts />}
    </div>
  );
}

function guarded(location: string, children: ReactNode): ReactElement {
  return <RouteBoundary location={location}>{children}</RouteBoundary>;
}

// The address after # belongs to the router, so the skip link moves the focus itself.
function focusContent(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function routeAt(location: string, pages: Pages): RouteName | undefined {
  return routeOrder.find((name) => {
    const pattern = paths[name].replace(/:\w+/g, '[^/]+');
    return pages[name] !== undefined && new RegExp(`^${pattern}$`).test(location);
  });
}

// Two addresses of one screen (the workspace with and without a thread) share a key, so that its list stays as it is.
function sameScreen(known: readonly [RouteName, Page][], page: Page): RouteName | undefined {
  return known.find(([, each]) => each.component === page.component)?.[0];
}

function Shown({ page, statusLine }: { readonly page: Page; readonly statusLine: ReactNode }): ReactElement {
  const shown = <page.component statusLine={statusLine} />;
  return page.setsUp === true ? <SetUpGate>{shown}</SetUpGate> : shown;
}

function PageSwitch({ pages, statusLine }: { readonly pages: Pages; readonly statusLine: ReactNode }): ReactElement {
  const { t } = useTranslation('common');
  const go = useGo();
  const known = routeOrder.flatMap((name): [RouteName, Page][] => {
    const page = pages[name];
    return page === undefined ? [] : [[name, page]];
  });
  const first = rail.top.find((name) => pages[name] !== undefined);
  return (
    <Switch>
      {known.map(([name, page]) => (
        <Route key={sameScreen(known, page)} path={paths[name]}>
          <Shown page={page} statusLine={page.ownsStatusLine === true ? statusLine : null} />
        </Route>
      ))}
      <Route>
        <EmptyState
          title={t('notFound.title')}
          text={t('notFound.text')}
          action={first === undefined ? undefined : { label: t('notFound.action'), run: () => go(paths[first]) }}
        />
      </Route>
    </Switch>
  );
}
