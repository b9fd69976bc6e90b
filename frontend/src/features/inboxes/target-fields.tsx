import { Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { PutInbox, Targets } from '@/bridge/types';
import { serviceParts } from '@/i18n/service-words';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { WholeNumber } from './mode-fields';
import { nothingPromised, targetMinutes, type TargetFaults } from './model';

interface Props {
  readonly draft: PutInbox;
  readonly faults: TargetFaults | undefined;
  readonly put: (change: Partial<PutInbox>) => void;
}

/** What the inbox promises its customers. */
export function TargetFields({ draft, faults, put }: Props): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const targets = draft.targets ?? nothingPromised;
  const set = (change: Partial<Targets>): void => put({ targets: { ...targets, ...change } });
  const always = draft.hours === undefined;
  return (
    <section className={form.part} aria-labelledby="inbox-targets">
      <h3 id="inbox-targets">{t('targets.title')}</h3>
      <p>{t('targets.hint')}</p>
      {serviceParts.map((part) => (
        <WholeNumber
          key={part}
          label={t(`targets.${part}`)}
          value={targets[part]}
          onChange={(typed) => set({ [part]: typed })}
          limits={targetMinutes}
          error={faults?.range?.includes(part) === true ? t('targets.fault.range', { most: formatNumber(targetMinutes.most, locale) }) : undefined}
        />
      ))}
      {faults?.order === true && <Callout tone="red">{t('targets.fault.order')}</Callout>}
      <Switch label={t('targets.openHours')} description={t(always ? 'targets.openHoursNone' : 'targets.openHoursHint')} checked={!always && targets.openHours} disabled={always} onChange={(event) => set({ openHours: event.currentTarget.checked })} />
      <p>{t('targets.who')}</p>
    </section>
  );
}
