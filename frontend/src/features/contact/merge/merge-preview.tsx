import { Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { Contact } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { languageName } from '@/i18n/plan-words';
import { useOptInLabels } from '@/i18n/use-opt-in-labels';
import { isolate } from '@/lib/bidi';
import { closeMerging } from '@/stores/merging';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { Skeletons } from '@/ui/states';
import { useAttributes } from '../attribute-fields';
import { useContactsAgain } from '../list/use-contacts';
import { Beside } from './beside';
import { Deeds } from './deeds';
import { type Clash, clashesOf, lostConsent } from './merge-model';
import classes from './merge.module.css';
import { useMergeToast } from './use-merge-toast';

interface PreviewProps {
  readonly contactId: string;
  readonly otherId: string;
  readonly onBack: () => void;
}

/** What would become of two customers, as the relay reckons it, with the choices where only one fact can be kept. */
export function MergePreview({ contactId, otherId, onBack }: PreviewProps): ReactElement {
  const { t } = useTranslation('identity');
  const online = useOnline();
  const [take, setTake] = useState<readonly string[]>([]);
  const found = useQuery({ queryKey: ['contacts', 'mergeCheck', contactId, otherId, take], queryFn: () => bridge().contacts.mergeCheck({ contactId, otherId, take: [...take] }), enabled: online, gcTime: 0, placeholderData: (before) => before });
  const act = useAct();
  const again = useContactsAgain();
  const merged = useMergeToast();
  const merge = async (): Promise<void> => {
    if ((await act.run(() => bridge().contacts.merge({ contactId, otherId, take: [...take] }))) === undefined) return;
    again();
    closeMerging();
    merged(otherId);
  };
  const both = found.data;
  return (
    <>
      {found.isPending && online && <Skeletons rows={5} label={t('merge.loading')} />}
      <Refusal error={found.isError ? toBridgeError(found.error) : undefined} fallback={t('merge.failed')} />
      {both !== undefined && (
        <>
          <Beside left={both.contact} right={both.other} after={both.after} />
          <Choices contact={both.contact} other={both.other} take={take} onTake={setTake} />
          <Consent contact={both.contact} other={both.other} after={both.after} />
          <p className={classes.lead}>{t('merge.stays')}</p>
        </>
      )}
      <Refusal error={act.error} fallback={t('merge.refused')} />
      <Deeds deed={t('merge.do')} back={t('merge.back')} busy={act.busy} disabled={!online || both === undefined || found.isError} onDo={() => void merge()} onBack={onBack} />
    </>
  );
}

function Choices({ contact, other, take, onTake }: { readonly contact: Contact; readonly other: Contact; readonly take: readonly string[]; readonly onTake: (take: readonly string[]) => void }): ReactElement | null {
  const { t } = useTranslation('identity');
  const attributes = useAttributes();
  const clashes = clashesOf(contact, other, attributes, { name: t('merge.fact.name'), account: t('merge.fact.account'), language: t('merge.fact.language') });
  if (clashes.length === 0) return null;
  return (
    <section className={classes.choices} aria-label={t('merge.choose')}>
      <h3>{t('merge.choose')}</h3>
      {clashes.map((each) => (
        <Choice key={each.key} clash={each} theirs={take.includes(each.key)} onChoose={(theirs) => onTake(theirs ? [...take, each.key] : take.filter((key) => key !== each.key))} />
      ))}
    </section>
  );
}

function Choice({ clash, theirs, onChoose }: { readonly clash: Clash; readonly theirs: boolean; readonly onChoose: (theirs: boolean) => void }): ReactElement {
  const locale = useLocale();
  const shown = (value: string): string => (clash.key === 'language' ? languageName(value, locale) : value);
  return (
    <Radio.Group label={<bdi>{clash.title}</bdi>} value={theirs ? 'theirs' : 'mine'} onChange={(value) => onChoose(value === 'theirs')}>
      <div className={classes.choice}>
        <Radio value="mine" label={<bdi>{shown(clash.mine)}</bdi>} />
        <Radio value="theirs" label={<bdi>{shown(clash.theirs)}</bdi>} />
      </div>
    </Radio.Group>
  );
}

/** The stricter consent holds, which is said before it surprises anybody. */
function Consent({ contact, other, after }: { readonly contact: Contact; readonly other: Contact; readonly after: Contact }): ReactElement | null {
  const { t } = useTranslation('identity');
  const { purposeOf } = useOptInLabels();
  const nameOf = useContactName();
  const lost = lostConsent(contact, other, after);
  const blocked = [contact, other].find((each) => (each.blockedAt ?? 0) > 0);
  if (lost.length === 0 && after.stopped !== true && blocked === undefined) return null;
  return (
    <Callout tone="amber">
      {lost.length > 0 && <p>{t('merge.lost', { purposes: lost.map(purposeOf).join(', ') })}</p>}
      {after.stopped === true && <p>{t('merge.stopped')}</p>}
      {blocked !== undefined && <p>{t('merge.blocked', { name: isolate(nameOf(blocked)) })}</p>}
    </Callout>
  );
}
