import { Button } from '@mantine/core';
import { IconId } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact, KnownName, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { known, oneOf } from '@/lib/known';
import { knownKinds, nameHows } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { useContact } from '@/stores/selectors';
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
      {(all || shown.length < names.length) && (
        <Button size="compact-sm" variant="default" mt="xs" onClick={() => setAll(!all)}>
          {all ? t('known.less') : t('known.more', { count: names.length - shown.length })}
        </Button>
      )}
    </section>
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
