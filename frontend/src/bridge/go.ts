/** Go's services as Wails binds them, in the shapes that Go declares: Wails' own types know no closed lists, and have no null and no bytes as text. */
import * as Admin from '@wailsjs/go/bridge/Admin';
import * as Compose from '@wailsjs/go/bridge/Compose';
import * as Records from '@wailsjs/go/bridge/Records';
import * as Requests from '@wailsjs/go/bridge/Requests';
import * as Sandbox from '@wailsjs/go/bridge/Sandbox';
import * as Session from '@wailsjs/go/bridge/Session';
import * as Setup from '@wailsjs/go/bridge/Setup';
import * as Sync from '@wailsjs/go/bridge/Sync';
import * as System from '@wailsjs/go/bridge/System';
import * as Threads from '@wailsjs/go/bridge/Threads';
import type { Services } from './services';

/** The services by name. */
export const services = { Admin, Compose, Records, Requests, Sandbox, Session, Setup, Sync, System, Threads } as unknown as Services;
