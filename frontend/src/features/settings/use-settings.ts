/** This computer's switches: shown as chosen at once, put back when they could not be stored. */
import { useQuery } from '@tanstack/react-query';
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { Settings } from '@/bridge/types';
import { saveSettings, useSettings } from '@/stores/settings';
import { useAct } from '@/stores/use-act';

/** A part of the page that changes this computer's switches. */
export interface PartProps {
  readonly settings: Settings;
  readonly onChange: (part: Partial<Settings>) => void;
}

/** The switches, how asking for them went, and the function that changes some. */
export interface SettingsModel {
  readonly settings: Settings | undefined;
  readonly loadError: BridgeError | undefined;
  readonly saveError: BridgeError | undefined;
  readonly reload: () => void;
  readonly change: (part: Partial<Settings>) => Promise<void>;
}

/** The model of the settings page. */
export function useSettingsModel(): SettingsModel {
  const asked = useQuery({
    queryKey: ['system', 'settings'],
    queryFn: async () => {
      const settings = await bridge().system.settings();
      useSettings.setState({ settings });
      return settings;
    },
  });
  const settings = useSettings((store) => store.settings);
  const act = useAct();
  const change = async (part: Partial<Settings>): Promise<void> => {
    const before = useSettings.getState().settings;
    if (before === null) return;
    useSettings.setState({ settings: { ...before, ...part } });
    if ((await act.run(() => saveSettings({ ...before, ...part }))) === undefined) useSettings.setState({ settings: before });
  };
  return { settings: settings ?? undefined, loadError: asked.isError ? toBridgeError(asked.error) : undefined, saveError: act.error, reload: () => void asked.refetch(), change };
}
