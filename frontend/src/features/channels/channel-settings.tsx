import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber } from '@/bridge/types';
import { nameFault, readPairs, writePairs } from '@/lib/channel-rules';
import { useDesk } from '@/stores/desk';
import { clearForm, fillForm, formName, useForm } from '@/stores/forms';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';

/** What stands in the fields. */
interface Typed {
  readonly name: string;
  readonly description: string;
  readonly serviceName: string;
  readonly pairs: string;
}

function typedOf(number: BusinessNumber): Typed {
  return { name: number.name, description: number.description, serviceName: number.serviceName, pairs: writePairs(number.dataSource) };
}

/** What was typed and not saved, in one field: an empty one counts too. */
const kept = 'typed';

function readTyped(text: string | undefined, number: BusinessNumber): Typed {
  const now = typedOf(number);
  if (text === undefined) return now;
  try {
    const saved = JSON.parse(text) as Partial<Record<keyof Typed, unknown>>;
    const field = (key: keyof Typed): string => (typeof saved[key] === 'string' ? saved[key] : now[key]);
    return { name: field('name'), description: field('description'), serviceName: field('serviceName'), pairs: field('pairs') };
  } catch {
    return now;
  }
}

/** A number's settings. What was typed stays, closed or refused, until it is saved or discarded. */
export function Settings({ number }: { readonly number: BusinessNumber }): ReactElement {
  const { t } = useTranslation('channels');
  const { t: words } = useTranslation('setup');
  const numbers = useDesk((desk) => desk.numbers);
  const place = formName('channel', number.id);
  const values = useForm(place);
  const typed = readTyped(values[kept], number);
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const fault = nameFault(typed.name, [...numbers.values()].filter((each) => each.id !== number.id).map((each) => each.name));
  const read = readPairs(typed.pairs);
  const type = (change: Partial<Typed>): void => {
    setSaved(false);
    const next = { ...typed, ...change };
    fillForm(place, { [kept]: JSON.stringify(next) === JSON.stringify(typedOf(number)) ? '' : JSON.stringify(next) });
  };
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (fault !== undefined || !('pairs' in read)) return;
    setSaved(false);
    const change = { numberId: number.id, name: typed.name.trim(), description: typed.description.trim(), serviceName: typed.serviceName.trim(), dataSource: [...read.pairs] };
    if ((await act.run(() => bridge().admin.updateNumber(change))) === undefined) return;
    clearForm(place);
    setSaved(true);
  };
  const unsaved = values[kept] !== undefined;
  return (
    <form className={form.part} aria-label={t('editor.settings')} noValidate onSubmit={(event) => void save(event)}>
      <h3>{t('editor.settings')}</h3>
      <TextInput label={t('editor.name')} value={typed.name} onChange={(event) => type({ name: event.currentTarget.value })} error={fault === undefined ? undefined : t(`editor.fault.${fault}`)} maxLength={120} dir="auto" />
      <Textarea label={t('editor.description')} value={typed.description} onChange={(event) => type({ description: event.currentTarget.value })} maxLength={500} autosize minRows={2} maxRows={5} dir="auto" />
      <TextInput label={t('editor.serviceName')} value={typed.serviceName} onChange={(event) => type({ serviceName: event.currentTarget.value })} maxLength={120} dir="auto" />
      <TextInput
        label={t('editor.dataSource')}
        description={t('editor.dataHint')}
        value={typed.pairs}
        onChange={(event) => type({ pairs: event.currentTarget.value })}
        error={'pairs' in read ? undefined : words(`settings.pairFault.${read.why}`, { at: read.at })}
        maxLength={6000}
        dir="ltr"
        classNames={{ input: 'code' }}
      />
      <Refusal error={act.error} fallback={t('failed')} />
      {saved && <Callout tone="ok">{t('editor.saved')}</Callout>}
      {unsaved && <Callout>{t('editor.unsaved')}</Callout>}
      <div className={form.buttons}>
        <Button type="submit" loading={act.busy}>
          {t('editor.save')}
        </Button>
        {unsaved && (
          <Button variant="default" onClick={() => clearForm(place)}>
            {t('editor.discard')}
          </Button>
        )}
      </div>
    </form>
  );
}
