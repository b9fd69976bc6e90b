import { Button, Checkbox, Modal } from '@mantine/core';
import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { Template } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { languageName } from './language-name';
import { useNow } from '@/lib/clock';
import { exactTime } from '@/lib/time';
import { type Family, shutUntil } from './model';
import { StatusChip } from '@/ui/template-status';
import classes from './templates.module.css';

/** What became of one language. */
type Outcome = { readonly kind: 'sending' } | { readonly kind: 'taken'; readonly category: string } | { readonly kind: 'refused'; readonly why: string };

/** Chooses the languages that are submitted, and says of each what became of it. */
export function SubmitDialog({ family, onClose }: { readonly family: Family; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('templates');
  // Those that had a draft when it was opened: a submitted one has none any more.
  const [list] = useState(() => family.all.filter((each) => each.draft !== null));
  const faults = useFaultCounts(list);
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const fit = list.filter((each) => faults.get(each.id) === 0 && outcomes.get(each.id)?.kind !== 'taken');
  const chosen = fit.filter((each) => !off.has(each.id));
  const busy = [...outcomes.values()].some((each) => each.kind === 'sending');
  const say = (id: string, outcome: Outcome): void => setOutcomes((all) => new Map([...all, [id, outcome]]));
  const submit = async (): Promise<void> => {
    for (const { id } of chosen) {
      say(id, { kind: 'sending' });
      try {
        say(id, { kind: 'taken', category: (await bridge().templates.submit(id)).category });
      } catch (reason) {
        say(id, { kind: 'refused', why: toBridgeError(reason).message });
      }
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('submit.title', { name: family.name })} closeButtonProps={{ 'aria-label': t('submit.close') }} centered>
      <div className={classes.choices}>
        <p className={classes.dim}>{t('submit.text')}</p>
        {list.map((each) => (
          <Language key={each.id} template={each} faults={faults.get(each.id)} outcome={outcomes.get(each.id)} checked={fit.includes(each) && !off.has(each.id)} disabled={busy || !fit.includes(each)} onToggle={(on) => setOff((all) => new Set(on ? [...all].filter((id) => id !== each.id) : [...all, each.id]))} />
        ))}
        <div className={form.buttons}>
          <Button loading={busy} disabled={chosen.length === 0} onClick={() => void submit()}>
            {t('submit.confirm', { count: chosen.length })}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('submit.close')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

interface LanguageProps {
  readonly template: Template;
  readonly faults: number | undefined;
  readonly outcome: Outcome | undefined;
  readonly checked: boolean;
  readonly disabled: boolean;
  readonly onToggle: (on: boolean) => void;
}

function Language({ template, faults, outcome, checked, disabled, onToggle }: LanguageProps): ReactElement {
  const { t } = useTranslation('templates');
  const locale = useLocale();
  const now = outcome?.kind === 'taken';
  const shut = shutUntil(template, useNow(60_000));
  return (
    <>
      <div className={classes.choice}>
        <Checkbox label={languageName(template.language, locale)} checked={checked} disabled={disabled} onChange={(event) => onToggle(event.currentTarget.checked)} />
        {now ? <StatusChip template={{ ...template, status: 'PENDING' }} /> : faults !== undefined && faults > 0 ? <span className={classes.faults}>{t('submit.faults', { count: faults })}</span> : <StatusChip template={template} />}
      </div>
      {!now && shut > 0 && <p className={classes.dim}>{t('submit.later', { time: exactTime(shut, locale) })}</p>}
      {outcome?.kind === 'refused' && <Callout tone="red">{outcome.why === '' ? t('failed') : outcome.why}</Callout>}
      {outcome?.kind === 'taken' && outcome.category !== template.draft?.category && <Callout tone="amber">{t('submit.category', { category: outcome.category })}</Callout>}
    </>
  );
}

/** How much of each draft would be refused; one that could not be asked about is missing. */
function useFaultCounts(list: readonly Template[]): ReadonlyMap<string, number> {
  const [counts, setCounts] = useState<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    let over = false;
    for (const { id } of list) {
      bridge()
        .templates.check(id)
        .then(({ faults }) => over || setCounts((all) => new Map([...all, [id, faults.length]])))
        .catch(() => undefined);
    }
    return () => {
      over = true;
    };
  }, [list]);
  return counts;
}
