/** The form of a number's settings while somebody else changes the same ones, and what is asked of the relay then. */
import { useMemo } from 'react';
import type { BusinessNumber, NumberEdit, UpdateNumber } from '@/bridge/types';
import { readPairs, writePairs } from '@/lib/channel-rules';
import { type Edit, type Rebased, rebased, same } from '@/lib/three-way';
import { formName } from '@/stores/forms';
import { type Editing, useRowEdit } from '@/stores/use-edit';

/** The name under which a number's form is kept. */
export const channelForm = (numberId: string): string => formName('channel', numberId);

/** What stands in the fields. */
export interface SettingsDraft {
  readonly name: string;
  readonly description: string;
  readonly serviceName: string;
  /** The data source, as it is typed. */
  readonly pairs: string;
}

const fields = ['name', 'description', 'serviceName', 'pairs'] as const;

const settingsRebased = (edit: Edit<SettingsDraft>, now: SettingsDraft): Rebased<SettingsDraft> => rebased(edit, now, fields);

/** The form of a number's settings, with nothing changed. */
export function settingsDraft(number: BusinessNumber): SettingsDraft {
  return { name: number.name, description: number.description, serviceName: number.serviceName, pairs: writePairs(number.dataSource) };
}

/** What to ask the relay for, or undefined when the data source can't be read: what was changed, so that it undoes nothing that somebody else did. */
export function settingsChange(draft: SettingsDraft, number: BusinessNumber): UpdateNumber | undefined {
  const read = readPairs(draft.pairs);
  if (!('pairs' in read)) return undefined;
  const next = { name: draft.name.trim(), description: draft.description.trim(), serviceName: draft.serviceName.trim() };
  const dataSource = [...read.pairs];
  const edited: NumberEdit = {
    ...(next.name === number.name ? {} : { name: number.name }),
    ...(next.description === number.description ? {} : { description: number.description }),
    ...(next.serviceName === number.serviceName ? {} : { serviceName: number.serviceName }),
    ...(same(dataSource, number.dataSource) ? {} : { dataSource: { list: number.dataSource } }),
  };
  return { numberId: number.id, ...next, dataSource, edited };
}

/** The form of that number's settings, kept as it is typed. */
export function useSettingsEdit(number: BusinessNumber): Editing<SettingsDraft> {
  const now = useMemo(() => settingsDraft(number), [number]);
  return useRowEdit(channelForm(number.id), now, settingsRebased);
}
