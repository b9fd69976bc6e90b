/** The panel with pretend customers' phones; practice only. */
import * as go from '@wailsjs/go/bridge/Sandbox';
import { call } from './call';
import type { SandboxCustomer, SandboxFaults, SandboxPanel, SandboxWrite } from './types';

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
}

/** The service in Go. */
export const sandbox: SandboxApi = {
  panel: () => call(() => go.Panel()),
  // Go reads bytes from base64 text; the generator writes them as numbers.
  write: (message) => call(() => go.Write({ ...message, data: message.data as unknown as number[] })),
  setFaults: (faults) => call(() => go.SetFaults(faults)),
  putCustomer: (customer) => call(() => go.PutCustomer(customer)),
};
