/**
 * Route → feature. One line per page that exists, loaded when first opened:
 *   inboxes: { component: lazy(() => import('@/features/inboxes/page').then((m) => ({ default: m.InboxesPage }))) },
 */
import type { Pages } from './routes';
import { Workspace } from './workspace';

/** The pages of this build. */
export const pages: Pages = {
  workspace: { component: Workspace, ownsStatusLine: true },
  thread: { component: Workspace, ownsStatusLine: true },
};
