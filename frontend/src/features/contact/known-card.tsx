import { Button } from '@mantine/core';
import { IconId, IconUsers } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Contact, KnownName, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { known, oneOf } from '@/lib/known';
import { knownKinds, nameHows } from '@/lib/lists';
import { useContactName } from '@/i18n/names';
import { isolate } from '@/lib/bidi';
import { exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { openMerge, openUnmerge } from '@/stores/merging';
import { useAddress, useContact, useUser } from '@/stores/selectors';
import { useOnline, useSupervisor } from '@/stores/session';
import { Phone } from '@/ui/phone';
import { RelativeTime } from '@/ui/relative-time';
import classes from './contact-panel.module.css';

const shownFirst = 4;

/** Every name by which a provider knows or knew the customer of a conversation. */
export function KnownOf({ thread }: { readonly thread: Thread }): ReactElement | null {
  const contact = useContact(thread.contactId);
  return contact === undefined || contact.group ? null : <KnownCard contact={contact} />;
}

/** Every name of a customer, the newest first: numbers, ids, user names, each with since when and from where. */
export function KnownCard({ contact }: { readonly contact: Contact }): ReactElement {
  const { t } = useTranslation('identity');
  const [all, setAll] = useState(false);
  const names = (contact.known ?? []).toReversed();
  const latest = new Set(knownKinds.map((kind) => names.find((each) => each.type === kind)));
  const shown = all ? names : names.filter((each, index) => index < shownFirst || latest.has(each));
  const numberless = names.length > 0 && !names.some((each) => each.type === 'phone');
  return (
    <section className={classes.card} aria-label={t('known.title')}>
      <h3 className={classes.cardTitle}>
        <IconId size={16} stroke={1.6} aria-hidden />
        {t('known.title')}
      </h3>
      {names.length === 0 && <p className={classes.small}>{t('known.none')}</p>}
      {numberless && <p className={classes.sentence}>{t('known.onlyUsername')}</p>}
      <ul className={classes.rows}>
        {shown.map((each, index) => (
          <li key={`${each.type} ${each.name} ${index}`}>
            <Name name={each} />
          </li>
        ))}
      </ul>
      {(contact.parts ?? []).map((id) => (
        <Part key={id} contactId={id} />
      ))}
      {(all || shown.length < names.length) && (
        <Button size="compact-sm" variant="default" mt="xs" onClick={() => setAll(!all)}>
          {all ? t('known.less') : t('known.more', { count: names.length - shown.length })}
        </Button>
      )}
      <MergeButton contact={contact} />
    </section>
  );
}

function MergeButton({ contact }: { readonly contact: Contact }): ReactElement | null {
  const { t } = useTranslation('identity');
  const online = useOnline();
  if (!useSupervisor()) return null;
  return (
    <Button size="compact-sm" variant="default" mt="xs" leftSection={<IconUsers size={14} stroke={1.6} aria-hidden />} disabled={!online} onClick={() => openMerge(contact.id)}>
      {t('known.merge')}
    </Button>
  );
}

/** Another customer who is the same person: their names, and the way back. */
function Part({ contactId }: { readonly contactId: string }): ReactElement | null {
  const { t } = useTranslation('identity');
  const locale = useLocale();
  const part = useAddress(contactId);
  const by = useUser(part?.mergedBy ?? '')?.name ?? '';
  const name = useContactName()(part);
  const supervisor = useSupervisor();
  const online = useOnline();
  if (part === undefined) return null;
  return (
    <div className={classes.part}>
      <div className={classes.small}>{t('known.also', { name: isolate(name) })}</div>
      <ul className={classes.rows}>
        {(part.known ?? []).toReversed().slice(0, shownFirst).map((each, index) => (
          <li key={`${each.type} ${each.name} ${index}`}>
            <Name name={each} />
          </li>
        ))}
      </ul>
      <div className={classes.small}>{t('known.merged', { name: isolate(by), time: exactTime(part.mergedAt ?? 0, locale) })}</div>
      {supervisor && (
        <Button size="compact-sm" variant="default" disabled={!online} onClick={() => openUnmerge(contactId)}>
          {t('known.part')}
        </Button>
      )}
    </div>
  );
}

function Name({ name }: { readonly name: KnownName }): ReactElement {
  const { t } = useTranslation('identity');
  const locale = useLocale();
  const via = useDesk((desk) => desk.numbers.get(name.via ?? '')?.name ?? '');
  const kind = oneOf(knownKinds, name.type);
  const how = known(Object.fromEntries(nameHows.map((each) => [each, t(`known.how.${each}`)])), name.how ?? '');
  return (
    <>
      <div>
        {name.hidden === true ? <span className={classes.dim}>{t('known.hidden')}</span> : <Shown name={name} />}
      </div>
      <div className={classes.small}>
        {t(kind === undefined ? 'known.unknownKind' : `known.${kind}`)}
        {(name.since ?? 0) > 0 && (
          <>
            {' · '}
            <RelativeTime at={name.since ?? 0} locale={locale} />
          </>
        )}
        {[via, how].filter((each) => each !== undefined && each !== '').map((each) => ` · ${each}`)}
      </div>
    </>
  );
}

function Shown({ name }: { readonly name: KnownName }): ReactElement {
  if (name.type === 'phone') return <Phone value={name.name} />;
  return name.type === 'username' ? <bdi>@{name.name}</bdi> : <bdi className="code">{name.name}</bdi>;
}
