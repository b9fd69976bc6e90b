import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Contact } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { formatNumber } from '@/lib/numbers';
import { useLocale } from '@/i18n/locale';
import { useOptInLabels } from '@/i18n/use-opt-in-labels';
import { Phone } from '@/ui/phone';
import { useAttributes } from '../attribute-fields';
import classes from './merge.module.css';

interface BesideProps {
  readonly left: Contact;
  readonly right: Contact;
  /** The person that both would be; undefined where they part. */
  readonly after?: Contact;
}

/** Two customers beside each other, and what they would be as one: a line for each fact that one of them has. */
export function Beside({ left, right, after }: BesideProps): ReactElement {
  const { t } = useTranslation('identity');
  const lines = useLines();
  const all = [left, right, ...(after === undefined ? [] : [after])];
  const shown = lines.filter((line) => all.some((each) => line.of(each) !== ''));
  return (
    <table className={classes.beside}>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('beside.this')}</th>
          <th scope="col">{t('beside.other')}</th>
          {after !== undefined && <th scope="col">{t('beside.after')}</th>}
        </tr>
      </thead>
      <tbody>
        {shown.map((line) => (
          <tr key={line.title}>
            <th scope="row">
              <bdi>{line.title}</bdi>
            </th>
            {all.map((each, index) => (
              <td key={index} data-after={index === 2 || undefined}>
                {line.of(each) === '' ? <span className={classes.none}>–</span> : line.of(each)}
              </td>
            ))}
          </tr>
        ))}
        {after !== undefined && (
          <tr>
            <th scope="row">{t('beside.numbers')}</th>
            <td>
              <Addresses of={[left]} />
            </td>
            <td>
              <Addresses of={[right]} />
            </td>
            <td data-after>
              <Addresses of={[left, right]} />
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Addresses({ of }: { readonly of: readonly Contact[] }): ReactElement {
  const { t } = useTranslation(['identity', 'contacts']);
  return (
    <>
      {of.map((each) => (
        <div key={each.id}>{each.phone !== '' ? <Phone value={each.phone} /> : each.phoneHidden ? t('contacts:hidden') : each.username !== '' ? <bdi>@{each.username.replace(/^@/, '')}</bdi> : t('contacts:noNumber')}</div>
      ))}
    </>
  );
}

function useLines(): { readonly title: string; readonly of: (contact: Contact) => ReactNode }[] {
  const { t } = useTranslation('identity');
  const locale = useLocale();
  const nameOf = useContactName();
  const attributes = useAttributes();
  const { purposeOf } = useOptInLabels();
  const count = (n: number): string => (n === 0 ? '' : formatNumber(n, locale));
  return [
    { title: t('merge.fact.name'), of: (each) => <bdi>{nameOf(each)}</bdi> },
    { title: t('merge.fact.account'), of: (each) => each.accountId },
    { title: t('merge.fact.language'), of: (each) => each.language ?? '' },
    { title: t('beside.labels'), of: (each) => (each.labels ?? []).join(', ') },
    ...attributes.map((attribute) => ({ title: attribute.name, of: (each: Contact) => each.attributes?.find((value) => value.key === attribute.id)?.value ?? '' })),
    { title: t('beside.notes'), of: (each) => count((each.notes ?? []).length) },
    { title: t('beside.consent'), of: (each) => (each.stopped === true ? t('beside.stopped') : [...new Set((each.optIns ?? []).filter((one) => one.withdrawnAt === 0).flatMap((one) => one.purposes))].map(purposeOf).join(', ')) },
    { title: t('beside.blocked'), of: (each) => ((each.blockedAt ?? 0) > 0 ? t('beside.yes') : '') },
  ];
}
