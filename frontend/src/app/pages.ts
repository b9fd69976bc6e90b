/**
 * Route → feature. One line per page that exists, loaded when first opened:
 *   inboxes: { component: lazy(() => import('@/features/inboxes/page').then((m) => ({ default: m.InboxesPage }))), setsUp: true },
 */
import { lazy } from 'react';
import type { Pages } from './routes';
import { Workspace } from './workspace';

/** The pages of this build. */
export const pages: Pages = {
  workspace: { component: Workspace, ownsStatusLine: true },
  thread: { component: Workspace, ownsStatusLine: true },
  channels: { component: lazy(() => import('@/features/channels/page').then((m) => ({ default: m.ChannelsPage }))), setsUp: true },
  inboxes: { component: lazy(() => import('@/features/inboxes/page').then((m) => ({ default: m.InboxesPage }))), setsUp: true },
  recent: { component: lazy(() => import('@/features/workspace/recent/page').then((m) => ({ default: m.RecentPage }))) },
  contacts: { component: lazy(() => import('./contacts').then((m) => ({ default: m.Contacts }))) },
  contact: { component: lazy(() => import('./contacts').then((m) => ({ default: m.Contacts }))) },
  board: { component: lazy(() => import('@/features/board/page').then((m) => ({ default: m.BoardPage }))), supervisorsOnly: true },
  reports: { component: lazy(() => import('@/features/board/reports/page').then((m) => ({ default: m.ReportsPage }))), supervisorsOnly: true },
  records: { component: lazy(() => import('@/features/records/page').then((m) => ({ default: m.RecordsPage }))), supervisorsOnly: true },
  templates: { component: lazy(() => import('@/features/templates/page').then((m) => ({ default: m.TemplatesPage }))), setsUp: true },
  template: { component: lazy(() => import('@/features/templates/page').then((m) => ({ default: m.TemplatesPage }))), setsUp: true },
  users: { component: lazy(() => import('@/features/people/page').then((m) => ({ default: m.PeoplePage }))) },
  notifications: { component: lazy(() => import('@/features/notifications/page').then((m) => ({ default: m.NotificationsPage }))) },
  settings: { component: lazy(() => import('@/features/settings/page').then((m) => ({ default: m.SettingsPage }))) },
  sandbox: { component: lazy(() => import('@/features/sandbox/page').then((m) => ({ default: m.SandboxPage }))), practiceOnly: true },
  newChannel: { component: lazy(() => import('@/features/setup/page').then((m) => ({ default: m.SetupPage }))), setsUp: true },
  connectNumber: { component: lazy(() => import('@/features/setup/connect-page').then((m) => ({ default: m.ConnectPage }))), setsUp: true },
  newSMS: { component: lazy(() => import('@/features/sms/page').then((m) => ({ default: m.AddSMSPage }))), setsUp: true },
  setup: { component: lazy(() => import('@/features/setup/page').then((m) => ({ default: m.SetupPage }))), setsUp: true },
  moveNumber: { component: lazy(() => import('@/features/setup/move-page').then((m) => ({ default: m.MovePage }))), setsUp: true },
  messageUs: { component: lazy(() => import('@/features/message-us/page').then((m) => ({ default: m.MessageUsPage }))), setsUp: true },
  profiles: { component: lazy(() => import('@/features/setup/profiles-page').then((m) => ({ default: m.ProfilesPage }))), setsUp: true },
  profile: { component: lazy(() => import('@/features/setup/profiles-page').then((m) => ({ default: m.ProfilesPage }))), setsUp: true },
  integrations: { component: lazy(() => import('@/features/setup/integrations-page').then((m) => ({ default: m.IntegrationsPage }))), setsUp: true },
};
