import { Button, Checkbox } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { purposeWords } from '@/i18n/opt-in-words';
import { useOptInLabels } from '@/i18n/use-opt-in-labels';
import { purposeOf } from '@/stores/consent';
import { Callout } from '@/ui/callout';
import { OptInFields } from '@/ui/opt-in-fields';
import classes from './template-picker.module.css';
import type { ConsentQuestion } from './use-consent';

/** Says that the customer has not agreed to the template, and what to do: record it here, or (where that is allowed) send it all the same. */
export function ConsentFields({ category, question }: { readonly category: string; readonly question: ConsentQuestion }): ReactElement | null {
  const { t } = useTranslation('composer');
  const { t: words } = useTranslation('optIns');
  const labels = useOptInLabels();
  const { obstacle, recording, setRecording, confirmed, setConfirmed, draft, change, faults, tried } = question;
  if (obstacle === undefined) return null;
  if (obstacle === 'stopped') return <Callout tone="red">{t('consent.stopped')}</Callout>;
  const purpose = purposeWords(words, [purposeOf(category)]).toLocaleLowerCase();
  return (
    <div className={classes.consent} role="group" aria-label={t('consent.title')}>
      <Callout tone="amber">{obstacle === 'needed' ? t('consent.needed', { purpose }) : t('consent.missing', { purpose })}</Callout>
      {recording ? (
        <>
          <OptInFields draft={draft} faults={faults} tried={tried} labels={labels} onChange={change} />
          <div>
            <Button size="compact-sm" variant="subtle" onClick={() => setRecording(false)}>
              {words('cancel')}
            </Button>
          </div>
        </>
      ) : (
        <>
          <div>
            <Button size="compact-sm" variant="default" onClick={() => setRecording(true)}>
              {words('record')}
            </Button>
          </div>
          {obstacle === 'missing' && <Checkbox label={t('consent.anyway')} checked={confirmed} onChange={(event) => setConfirmed(event.currentTarget.checked)} error={tried && !confirmed ? t('consent.choose') : undefined} />}
          {obstacle === 'needed' && tried && <p className={classes.note} role="alert">{t('consent.recordFirst')}</p>}
        </>
      )}
    </div>
  );
}
