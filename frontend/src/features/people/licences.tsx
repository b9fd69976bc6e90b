import { Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Licence, User } from '@/bridge/types';
import { licences } from '@/lib/lists';
import { hasLicence, type Seats, useSeats } from '@/stores/licences';
import { useAct } from '@/stores/use-act';
import { useKeepStaffed } from '@/stores/use-keep-staffed';
import { Chip } from '@/ui/chip';
import form from '@/ui/form.module.css';
import { Below } from '@/ui/named';
import { Refusal } from '@/ui/refusal';
import classes from './people.module.css';

/** How many licences are used of those that were bought; nothing where there are as many as anybody wants. */
export function SeatLine(): ReactElement | null {
  const { t } = useTranslation('people');
  const limited = useSeats().filter((each) => each.bought !== undefined);
  if (limited.length === 0) return null;
  return (
    <div className={classes.seats}>
      <span aria-hidden="true">{t('editor.licences')}</span>
      <ul aria-label={t('seats.title')}>
        {limited.map((each) => (
          <li key={each.licence}>
            <strong>{t(`licence.${each.licence}`)}</strong>
            <span className="figures">{t('seats.used', { used: each.used, bought: each.bought })}</span>
            {!each.free && <Chip tone="amber">{t('seats.none')}</Chip>}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The licences that somebody has, by name; `all` is what is said of who has every one. */
export function LicenceNames({ of, all }: { readonly of: Pick<User, 'without'>; readonly all: string }): ReactElement {
  const { t } = useTranslation('people');
  const has = licences.filter((each) => hasLicence(of, each));
  if (has.length === licences.length) return <>{all}</>;
  return <Below>{has.length === 0 ? t('licence.none') : has.map((each) => t(`licence.${each}`)).join(', ')}</Below>;
}

/** The licences of a person: each is given and taken at once. */
export function Licences({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation('people');
  const act = useAct();
  const seats = useSeats();
  const has = licences.filter((each) => hasLicence(user, each));
  const keepStaffed = useKeepStaffed();
  const put = async (licence: Licence, on: boolean): Promise<void> => {
    const rest = has.filter((each) => each !== licence && (on || licence !== 'base'));
    const next = on ? [...rest, licence] : rest;
    if (!(await keepStaffed({ user: { ...user, without: licences.filter((each) => !next.includes(each)) } }))) return;
    const changed = licences.filter((each) => has.includes(each) !== next.includes(each));
    await act.run(() => bridge().admin.setLicences(user.id, next, changed));
  };
  return (
    <section className={form.part} aria-label={t('editor.licences')}>
      <h3>{t('editor.licences')}</h3>
      <p>{t('editor.licencesText')}</p>
      {seats.map((each) => (
        <LicenceSwitch key={each.licence} seats={each} checked={has.includes(each.licence)} disabled={act.busy || (each.licence !== 'base' && !has.includes('base'))} onChange={(on) => void put(each.licence, on)} />
      ))}
      <Refusal error={act.error} fallback={t('failed')} />
    </section>
  );
}

interface ChoiceProps {
  readonly chosen: readonly Licence[];
  readonly onChange: (chosen: readonly Licence[]) => void;
}

/** Which licences somebody gets who is invited. */
export function LicenceChoice({ chosen, onChange }: ChoiceProps): ReactElement {
  const { t } = useTranslation('people');
  const put = (licence: Licence, on: boolean): void => onChange(on ? [...chosen, licence] : licence === 'base' ? [] : chosen.filter((each) => each !== licence));
  return (
    <fieldset className={classes.licences}>
      <legend>{t('editor.licences')}</legend>
      <p>{t('invitation.licencesText')}</p>
      {useSeats().map((each) => (
        <LicenceSwitch key={each.licence} seats={each} checked={chosen.includes(each.licence)} disabled={each.licence !== 'base' && !chosen.includes('base')} onChange={(on) => put(each.licence, on)} />
      ))}
    </fieldset>
  );
}

interface SwitchProps {
  readonly seats: Seats;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (on: boolean) => void;
}

/** One licence, with what is used of it. One of which none is free can be taken and not given. */
export function LicenceSwitch({ seats, checked, disabled = false, onChange }: SwitchProps): ReactElement {
  const { t } = useTranslation('people');
  const full = !checked && !seats.free;
  const used = seats.bought === undefined ? undefined : t('seats.used', { used: seats.used, bought: seats.bought });
  return (
    <Switch label={t(`licence.${seats.licence}`)} description={full ? t('seats.full', { used: seats.used, bought: seats.bought }) : used} checked={checked} disabled={disabled || full} onChange={(event) => onChange(event.currentTarget.checked)} />
  );
}
