import { Button, CloseButton, Select, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { phoneKinds } from '@/lib/lists';
import { filledName } from '@/stores/filled-again';
import { useKeptForm } from '@/stores/kept-form';
import { Phone } from '@/ui/phone';
import type { FormProps } from './form-props';
import { type CardForm as Card, type CardPhone, cardToSend, emptyCard, isNoEmail, longestName, mostPhones, phoneFault } from './card-model';
import { CardSource } from './card-source';
import { ComposeDialog } from './compose-dialog';
import classes from './compose-dialog.module.css';

/** A contact card: filled in from somebody who is known here, or by hand. */
export function CardForm({ threadId, onSend, onClose }: FormProps): ReactElement {
  const { t } = useTranslation('composer');
  const form = useKeptForm(filledName(threadId, 'card'), emptyCard);
  const [busy, setBusy] = useState(false);
  const { name, company, title, email, phones } = form.value;
  const ready = cardToSend(form.value);
  const change = (part: Partial<Card>): void => form.change((now) => ({ ...now, ...part }));
  const changePhone = (at: number, part: Partial<CardPhone>): void => form.change((now) => ({ ...now, phones: now.phones.map((each, index) => (index === at ? { ...each, ...part } : each)) }));
  const send = async (): Promise<void> => {
    if (ready === undefined) return;
    setBusy(true);
    const sent = await onSend({ type: 'contacts', card: ready });
    setBusy(false);
    if (!sent) return;
    form.forget();
    onClose();
  };
  return (
    <ComposeDialog title={t('add.card')} found={form.found} ready={ready !== undefined} busy={busy} onDiscard={form.forget} onSend={() => void send()} onClose={onClose} preview={ready === undefined ? null : <Preview card={form.value} />}>
      {/* The whole card: nothing of whoever it was filled in from before may stay on it. */}
      <CardSource onFill={(fill) => form.change(() => ({ ...emptyCard, ...fill }))} />
      <TextInput data-autofocus label={t('card.name')} required maxLength={longestName} dir="auto" value={name} onChange={(event) => change({ name: event.currentTarget.value })} />
      {phones.map((each, at) => (
        <div key={at} className={classes.line}>
          <TextInput className={classes.grow} type="tel" label={phones.length > 1 ? t('card.phoneN', { n: at + 1 }) : t('card.phone')} value={each.phone} error={phoneFault(each.phone) !== undefined && t('card.phoneFault')} onChange={(event) => changePhone(at, { phone: event.currentTarget.value })} />
          <Kind kind={each} onChange={(kind) => changePhone(at, { kind })} />
          {phones.length > 1 && <CloseButton mt={22} aria-label={t('card.phoneRemove', { n: at + 1 })} onClick={() => change({ phones: phones.filter((_, index) => index !== at) })} />}
        </div>
      ))}
      {phones.length < mostPhones && (
        <Button className={classes.add} size="compact-sm" variant="subtle" onClick={() => change({ phones: [...phones, { phone: '', kind: 'other' }] })}>
          {t('card.phoneAdd')}
        </Button>
      )}
      <TextInput label={t('card.email')} type="email" value={email} error={isNoEmail(email) && t('card.emailFault')} onChange={(event) => change({ email: event.currentTarget.value })} />
      <div className={classes.line}>
        <TextInput className={classes.grow} label={t('card.company')} maxLength={longestName} dir="auto" value={company} onChange={(event) => change({ company: event.currentTarget.value })} />
        <TextInput className={classes.grow} label={t('card.title')} maxLength={longestName} dir="auto" value={title} onChange={(event) => change({ title: event.currentTarget.value })} />
      </div>
    </ComposeDialog>
  );
}

function Kind({ kind, onChange }: { readonly kind: CardPhone; readonly onChange: (kind: CardPhone['kind']) => void }): ReactElement {
  const { t } = useTranslation(['composer', 'terms']);
  return (
    <Select
      className={classes.kind}
      label={t('card.kind')}
      allowDeselect={false}
      value={kind.kind}
      data={phoneKinds.map((each) => ({ value: each, label: t(`terms:phoneKind.${each}`) }))}
      onChange={(value) => {
        const next = phoneKinds.find((each) => each === value);
        if (next !== undefined) onChange(next);
      }}
    />
  );
}

function Preview({ card }: { readonly card: Card }): ReactElement {
  const { t } = useTranslation('terms');
  const about = [card.title, card.company].filter((each) => each.trim() !== '').join(' · ');
  return (
    <div className={classes.place}>
      <bdi className={classes.strong}>{card.name}</bdi>
      {about !== '' && <bdi className={classes.dim}>{about}</bdi>}
      {card.phones.filter((each) => each.phone.trim() !== '').map((each, at) => (
        <span key={at} className={classes.dim}>
          <Phone value={each.phone} />
          {each.kind !== 'other' && ` · ${t(`phoneKind.${each.kind}`)}`}
        </span>
      ))}
      {card.email.trim() !== '' && <bdi className={classes.dim}>{card.email}</bdi>}
    </div>
  );
}
