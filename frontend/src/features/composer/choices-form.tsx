import { SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { filledName } from '@/stores/filled-again';
import { useKeptForm } from '@/stores/kept-form';
import { ChoicesCard } from '@/ui/choices-card';
import type { FormProps } from './form-props';
import { ButtonFields, SectionFields } from './choice-fields';
import { choicesOf, type ChoicesForm as Question, choicesToSend, emptyChoices, limits } from './choices-model';
import { ComposeDialog } from './compose-dialog';
import classes from './compose-dialog.module.css';
import { useTooLong } from './use-too-long';

/** A question that the customer answers by a tap: with up to three buttons, or with a list. */
export function ChoicesForm({ threadId, onSend, onClose }: FormProps): ReactElement {
  const { t } = useTranslation('composer');
  const tooLong = useTooLong();
  const form = useKeptForm(filledName(threadId, 'choices'), emptyChoices);
  const [busy, setBusy] = useState(false);
  const { kind, header, body, footer } = form.value;
  const ready = choicesToSend(form.value);
  const shown = choicesOf(form.value);
  const change = (part: Partial<Question>): void => form.change((now) => ({ ...now, ...part }));
  const send = async (): Promise<void> => {
    if (ready === undefined) return;
    setBusy(true);
    const sent = await onSend({ type: 'interactive', text: body.trim(), choices: ready });
    setBusy(false);
    if (!sent) return;
    form.forget();
    onClose();
  };
  const preview = body.trim() === '' ? null : <ChoicesCard choices={kind === 'list' && shown.open === '' ? { ...shown, open: t('choices.openExample') } : shown} label={t('choices.label')} body={<span className={classes.text} dir="auto">{body}</span>} />;
  return (
    <ComposeDialog title={t('add.choices')} found={form.found} ready={ready !== undefined} busy={busy} onDiscard={form.forget} onSend={() => void send()} onClose={onClose} preview={preview}>
      <SegmentedControl
        aria-label={t('choices.kind')}
        value={kind}
        data={[{ value: 'buttons', label: t('choices.buttons', { most: limits.buttons }) }, { value: 'list', label: t('choices.list', { most: limits.rows }) }]}
        onChange={(value) => change({ kind: value === 'list' ? 'list' : 'buttons' })}
      />
      <Textarea data-autofocus label={t('choices.body')} required autosize minRows={2} maxRows={6} dir="auto" value={body} error={tooLong(body, kind === 'list' ? limits.listText : limits.question)} onChange={(event) => change({ body: event.currentTarget.value })} />
      {kind === 'buttons' ? <ButtonFields form={form.value} onChange={change} /> : <SectionFields form={form.value} onChange={change} />}
      <div className={classes.line}>
        <TextInput className={classes.grow} label={t('choices.header')} dir="auto" value={header} error={tooLong(header, limits.headWords)} onChange={(event) => change({ header: event.currentTarget.value })} />
        <TextInput className={classes.grow} label={t('choices.footer')} dir="auto" value={footer} error={tooLong(footer, limits.headWords)} onChange={(event) => change({ footer: event.currentTarget.value })} />
      </div>
    </ComposeDialog>
  );
}
