import { waitFor } from '@testing-library/react';
import axe from 'axe-core';
import type { ReactElement } from 'react';
import { fakeStart } from '@/bridge/fake-rows';
import { type FakeBridge, installFake } from '@/bridge/fake';
import { createTexts } from '@/i18n/i18n';
import { setClockOffset } from '@/lib/clock';
import { resetDesk, useDesk } from '@/stores/desk';
import { resetDrafts } from '@/stores/drafts';
import { resetSession, useSession } from '@/stores/session';
import { startSync, stopSync } from '@/stores/sync';
import { type Drawn, renderWith } from './render';

/** A page under test: the fake behind it and the addresses it went to. */
export type Opened = Drawn;

/** Installs a fake whose clock is the window's; `prepare` fills it. Call `closeFake` after the test. */
export async function openFake(prepare: (fake: FakeBridge) => void): Promise<FakeBridge> {
  const fake = installFake();
  fake.world.state = { ...fake.world.state, clockSkew: fakeStart - Date.now(), role: 'owner' };
  prepare(fake);
  undo = fake.uninstall;
  startSync();
  await waitFor(() => {
    if (useSession.getState().state === null) throw new Error('no state yet');
    if (fake.world.state.phase === 'ready' && !useDesk.getState().loaded) throw new Error('no rows yet');
  });
  return fake;
}

let undo: () => void = () => undefined;

/** Takes the fake away and empties the stores. */
export function closeFake(): void {
  stopSync();
  resetDesk();
  resetDrafts();
  resetSession();
  setClockOffset(0);
  undo();
}

/** Renders a page with everything that providers.tsx gives it, at an address of its own. */
export const renderPage = (ui: ReactElement, path = '/'): Opened => renderWith(createTexts(), ui, path);

/** The ids of what axe finds. Contrast is checked on the tokens and in the browser: jsdom draws nothing. */
export async function axeFindings(): Promise<readonly string[]> {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
