/**
 * Which screen stands at which address. `pages` is where features plug in: a route without a page is not
 * registered and not on the rail, so nothing leads to an empty screen.
 */
import type { ComponentType, ReactNode } from 'react';
import type { RouteName } from '@/lib/paths';

/** What every page is given by the frame. */
export interface PageProps {
  /** The connection's line, for a page that places it itself (see `ownsStatusLine`); else null. */
  readonly statusLine: ReactNode;
}

/** A registered page. */
export interface Page {
  readonly component: ComponentType<PageProps>;
  /** The page draws the status line itself: the workspace has it beneath its list. */
  readonly ownsStatusLine?: boolean;
  /** Nothing leads to the page outside practice, where it has nothing to show. */
  readonly practiceOnly?: boolean;
  /** The page sets up channels or inboxes, which needs the Contact Center licence. */
  readonly setsUp?: boolean;
  /** Nothing leads whoever is no owner or admin to the page: it has nothing for them. */
  readonly supervisorsOnly?: boolean;
}

/** The registered pages by route. */
export type Pages = Partial<Readonly<Record<RouteName, Page>>>;

/** The pages that rail and palette lead to. */
export function offeredPages(pages: Pages, practice: boolean, supervisor: boolean): Pages {
  return Object.fromEntries(Object.entries(pages).filter(([, page]) => (practice || page.practiceOnly !== true) && (supervisor || page.supervisorsOnly !== true)));
}

/** Screens without rail: before there is a session, or instead of it. */
export const bareRoutes: readonly RouteName[] = ['firstRun', 'signIn', 'invite', 'connectionError'];

/** The order in which addresses are tried: longer ones first where one begins another. */
export const routeOrder: readonly RouteName[] = [
  'thread',
  'newChannel',
  'connectNumber',
  'newSMS',
  'setup',
  'integrations',
  'profile',
  'profiles',
  'messageUs',
  'moveNumber',
  'channels',
  'inboxes',
  'recent',
  'contact',
  'contacts',
  'reports',
  'board',
  'records',
  'template',
  'templates',
  'users',
  'notifications',
  'settings',
  'sandbox',
  ...bareRoutes,
  'workspace',
];

/** The screens on the rail, top and bottom. */
export const rail = {
  top: ['workspace', 'recent', 'contacts', 'board', 'records', 'channels', 'inboxes', 'templates', 'users', 'notifications'],
  bottom: ['sandbox', 'settings'],
} as const satisfies Record<string, readonly RouteName[]>;

/** A screen that can be on the rail. */
export type RailName = (typeof rail.top)[number] | (typeof rail.bottom)[number];
