/** The addresses of the screens (after the #). Features link with these; app/ maps them to pages. */
export const paths = {
  workspace: '/',
  thread: '/threads/:threadId',
  channels: '/channels',
  newChannel: '/channels/new',
  connectNumber: '/channels/connect',
  newSMS: '/channels/new-sms',
  setup: '/channels/setup/:setupId',
  integrations: '/channels/integrations',
  profiles: '/channels/profiles',
  profile: '/channels/profiles/:profileId',
  messageUs: '/channels/:numberId/message-us',
  moveNumber: '/channels/:numberId/move',
  inboxes: '/inboxes',
  recent: '/conversations',
  contacts: '/contacts',
  contact: '/contacts/:contactId',
  board: '/board',
  reports: '/board/reports',
  records: '/records',
  templates: '/templates',
  template: '/templates/:templateId',
  users: '/users',
  notifications: '/notifications',
  settings: '/settings',
  sandbox: '/sandbox',
  firstRun: '/welcome',
  signIn: '/sign-in',
  invite: '/invite',
  connectionError: '/connection',
} as const;

/** The name of a screen. */
export type RouteName = keyof typeof paths;

/** The address of one thread. */
export function threadPath(threadId: string): string {
  return `/threads/${encodeURIComponent(threadId)}`;
}

/** The address of one customer in the list of contacts. */
export function contactPath(contactId: string): string {
  return `/contacts/${encodeURIComponent(contactId)}`;
}

/** The address of a template that is being written. */
export function templatePath(templateId: string): string {
  return `/templates/${encodeURIComponent(templateId)}`;
}

/** The address of a set-up that was begun. */
export function setupPath(setupId: string): string {
  return `/channels/setup/${encodeURIComponent(setupId)}`;
}

/** The address of the page that makes a *Message us* button for a number. */
export function messageUsPath(numberId: string): string {
  return `/channels/${encodeURIComponent(numberId)}/message-us`;
}

/** The address of the page that moves a number to another account. */
export function movePath(numberId: string): string {
  return `/channels/${encodeURIComponent(numberId)}/move`;
}

/** The address of a business profile; `new` makes one. */
export function profilePath(profileId: string): string {
  return `/channels/profiles/${encodeURIComponent(profileId)}`;
}
