import { Button } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { useOptInLabels } from '@/i18n/use-opt-in-labels';
import { relayNow } from '@/lib/clock';
import { dayOf, type OptInDraft, readOptIn } from '@/lib/opt-in';
import { useAct } from '@/stores/use-act';
import { OptInFields } from '@/ui/opt-in-fields';
import { Refusal } from '@/ui/refusal';
import classes from './contact-panel.module.css';

/** Records an opt-in of a customer. */
export function OptInForm({ contactId, onDone }: { readonly contactId: string; readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation('optIns');
  const labels = useOptInLabels();
  const [draft, setDraft] = useState<OptInDraft>(() => ({ method: '', purposes: [], day: dayOf(relayNow()), proof: '' }));
  const [tried, setTried] = useState(false);
  const act = useAct();
  const read = readOptIn(draft, relayNow());
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (!('given' in read)) return;
    if ((await act.run(() => bridge().threads.addOptIn({ contactId, optIn: read.given }))) !== undefined) onDone();
  };
  return (
    <form
      className={classes.form}
      aria-label={t('record')}
      noValidate
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    >
      <OptInFields draft={draft} faults={'faults' in read ? read.faults : {}} tried={tried} labels={labels} onChange={(part) => setDraft((now) => ({ ...now, ...part }))} />
      <Refusal error={act.error} fallback={t('failed')} />
      <div className={classes.buttons}>
        <Button type="submit" loading={act.busy}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
