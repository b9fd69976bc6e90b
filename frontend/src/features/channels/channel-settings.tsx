import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber } from '@/bridge/types';
import { nameFault, readPairs } from '@/lib/channel-rules';
import { same } from '@/lib/three-way';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { Theirs } from '@/ui/theirs';
import { useFaultFocus } from '@/ui/use-fault-focus';
import { settingsChange, settingsDraft, type SettingsDraft, useSettingsEdit } from './settings-edit';

/** A number's settings. What was typed stays, closed or refused, until it is saved or discarded. */
export function Settings({ number }: { readonly number: BusinessNumber }): ReactElement {
  const { t } = useTranslation(['channels', 'common']);
  const { t: words } = useTranslation('setup');
  const numbers = useDesk((desk) => desk.numbers);
  const edit = useSettingsEdit(number);
  const { draft } = edit;
  const now = settingsDraft(number);
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const { form: shown, refuse } = useFaultFocus();
  const fault = nameFault(draft.name, [...numbers.values()].filter((each) => each.id !== number.id).map((each) => each.name));
  const read = readPairs(draft.pairs);
  const type = (change: Partial<SettingsDraft>): void => {
    setSaved(false);
    edit.put(change);
  };
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const change = settingsChange(draft, number);
    if (fault !== undefined || change === undefined || edit.clashes.length > 0) return refuse();
    setSaved(false);
    if ((await act.run(() => bridge().admin.updateNumber(change))) === undefined) return;
    edit.forget();
    setSaved(true);
  };
  const beneath = (field: keyof SettingsDraft): ReactElement | null =>
    edit.clashes.includes(field) ? <Theirs now={now[field] || t('common:theirs.nothing')} onChoose={(whose) => edit.choose(field, whose)} /> : null;
  const unsaved = !same(draft, now);
  return (
    <form ref={shown} className={form.part} aria-label={t('editor.settings')} noValidate onSubmit={(event) => void save(event)}>
      <h3>{t('editor.settings')}</h3>
      <TextInput label={t('editor.name')} value={draft.name} onChange={(event) => type({ name: event.currentTarget.value })} error={fault === undefined ? undefined : t(`editor.fault.${fault}`)} maxLength={120} dir="auto" />
      {beneath('name')}
      <Textarea label={t('editor.description')} value={draft.description} onChange={(event) => type({ description: event.currentTarget.value })} maxLength={500} autosize minRows={2} maxRows={5} dir="auto" />
      {beneath('description')}
      <TextInput label={t('editor.serviceName')} value={draft.serviceName} onChange={(event) => type({ serviceName: event.currentTarget.value })} maxLength={120} dir="auto" />
      {beneath('serviceName')}
      <TextInput
        label={t('editor.dataSource')}
        description={t('editor.dataHint')}
        value={draft.pairs}
        onChange={(event) => type({ pairs: event.currentTarget.value })}
        error={'pairs' in read ? undefined : words(`settings.pairFault.${read.why}`, { at: read.at })}
        maxLength={6000}
        dir="ltr"
        classNames={{ input: 'code' }}
      />
      {beneath('pairs')}
      <Refusal error={act.error} fallback={t('failed')} />
      {saved && <Callout tone="ok">{t('editor.saved')}</Callout>}
      {unsaved && <Callout>{t('editor.unsaved')}</Callout>}
      <div className={form.buttons}>
        <Button type="submit" loading={act.busy}>
          {t('editor.save')}
        </Button>
        {unsaved && (
          <Button variant="default" onClick={edit.forget}>
            {t('editor.discard')}
          </Button>
        )}
      </div>
    </form>
  );
}
