/** The panel with pretend customers' phones; practice only. */
import { call } from './call';
import { services } from './go';
import type { SandboxCustomer, SandboxFaults, SandboxMedia, SandboxNews, SandboxPanel, SandboxPiece, SandboxWindow, SandboxWrite } from './types';

const go = services.Sandbox;

/** The service as the screens know it; errors are BridgeErrors. */
export interface SandboxApi {
  /** What the panel shows. */
  panel(): Promise<SandboxPanel>;
  /** Writes as a customer. */
  write(message: SandboxWrite): Promise<void>;
  /** Says which failures to play. */
  setFaults(faults: SandboxFaults): Promise<void>;
  /** Adds (id "") or changes a pretend customer. */
  putCustomer(customer: SandboxCustomer): Promise<void>;
  /** Does something in Meta's own window: has a code sent, or pastes one. */
  window(act: SandboxWindow): Promise<void>;
  /** Has something happen at Meta by itself. */
  news(news: SandboxNews): Promise<void>;
  /** A piece of a file that lies on a phone. */
  media(piece: SandboxPiece): Promise<SandboxMedia>;
}

/** The service in Go. */
export const sandbox: SandboxApi = {
  panel: () => call(() => go.Panel()),
  write: (message) => call(() => go.Write(message)),
  setFaults: (faults) => call(() => go.SetFaults(faults)),
  putCustomer: (customer) => call(() => go.PutCustomer(customer)),
  window: (act) => call(() => go.Window(act)),
  news: (news) => call(() => go.News(news)),
  media: (piece) => call(() => go.Media(piece)),
};
