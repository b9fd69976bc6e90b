import { Button, TextInput } from '@mantine/core';
import { IconArrowLeft, IconSend } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueuedFile, SendTemplate, Template } from '@/bridge/types';
import { type Attachment, previewOf } from '@/stores/attachments';
import { flushDrafts } from '@/stores/drafts';
import type { Addressee, Consent } from '@/stores/consent';
import { clearForm, fillForm, useForm } from '@/stores/forms';
import { MessageText } from '@/ui/message-text';
import { AttachedPicture } from './attached-picture';
import { ConsentFields } from './consent-fields';
import { HeaderField } from './header-field';
import { filledIn, headerProblem, type HeaderKind, mediaHeader, openButton, placesOf, templateContent, type TemplateValues, valueProblem } from './template-model';
import classes from './template-picker.module.css';
import { useConsent } from './use-consent';
import { useHeaderFile } from './use-header-file';

/** How a filled template is sent. */
export interface TemplateSending {
  readonly sendLabel: string;
  readonly busy?: boolean;
  /** False while something else is missing (who it goes to). */
  readonly ready?: boolean;
  /** To whom it goes: they may have to agree first. */
  readonly to: Addressee;
  /** With the file of the template's header, or null, and what they agreed to. It answers whether it is sent. */
  readonly onSend: (template: SendTemplate, file: QueuedFile | null, consent: Consent) => Promise<boolean>;
}

/** The chosen template, and the way back to the others. */
export interface TemplateFormProps extends TemplateSending {
  readonly template: Template;
  /** Under which it is kept until it is sent. */
  readonly name: string;
  /** Chosen by hand just now, and not found half filled. */
  readonly chosenNow: boolean;
  readonly onBack: () => void;
}

/** A template's values and its header's file, beside what the customer will read. */
export function TemplateForm({ template, name: form, chosenNow, sendLabel, busy = false, ready = true, to, onSend, onBack }: TemplateFormProps): ReactElement {
  const { t } = useTranslation('composer');
  const filled = useForm(form);
  const places = placesOf(template.body);
  const values: TemplateValues = { params: places.map((each) => filled[`param ${each}`] ?? ''), header: filled.header ?? '', button: filled.button ?? '' };
  const button = openButton(template);
  const media = mediaHeader(template);
  const header = useHeaderFile(form);
  const state = header.attachment?.state;
  const file = state?.kind === 'ready' ? state.file : undefined;
  // A file that is being read, or could not be, says so itself.
  const wrong = headerProblem(template, file) ?? valueProblem(template, values);
  const silent = wrong === 'headerMissing' && state !== undefined;
  const words = wrong === undefined || silent ? '' : wrong === 'headerMissing' || wrong === 'headerWrong' ? t(`templates.${wrong}.${media as HeaderKind}`) : t(`templates.${wrong}`);
  const question = useConsent(template.category, to);
  const send = async (): Promise<void> => {
    const consent = question.answer();
    if (consent === undefined) return;
    if (!(await onSend(templateContent(template, values), media === undefined ? null : (file ?? null), consent))) return;
    clearForm(form);
    header.remove();
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong === undefined && ready) void send();
      }}
      onBlur={() => void flushDrafts()}
    >
      <div className={classes.fields}>
        <Button className={classes.back} variant="subtle" size="compact-sm" leftSection={<IconArrowLeft size={14} stroke={1.6} aria-hidden />} onClick={onBack}>
          {t('templates.back')}
        </Button>
        {media !== undefined && media !== 'other' && <HeaderField kind={media} file={header} />}
        {template.headerKind === 'TEXT' && placesOf(template.headerText).length > 0 && (
          <TextInput label={t('templates.header')} value={values.header} maxLength={60} onChange={(event) => fillForm(form, { header: event.currentTarget.value })} />
        )}
        {places.map((name, index) => (
          <TextInput
            key={name}
            // Chosen by hand: what is typed next is meant for it. Found again: it may be meant for the list of threads.
            autoFocus={chosenNow && index === 0}
            label={/^\d+$/.test(name) ? t('templates.paramNumber', { name }) : t('templates.param', { name })}
            value={values.params[index] ?? ''}
            maxLength={1024}
            dir="auto"
            onChange={(event) => fillForm(form, { [`param ${name}`]: event.currentTarget.value })}
          />
        ))}
        {button !== undefined && <TextInput label={t('templates.button')} value={values.button} maxLength={2000} onChange={(event) => fillForm(form, { button: event.currentTarget.value })} />}
      </div>
      <div className={classes.side}>
        <Preview template={template} values={values} file={header.attachment} />
        <ConsentFields category={template.category} question={question} />
        <p className={classes.note} role="status">
          {words}
        </p>
        <Button type="submit" loading={busy} disabled={wrong !== undefined || !ready || question.obstacle === 'stopped'} leftSection={<IconSend size={16} stroke={1.6} aria-hidden />}>
          {sendLabel}
        </Button>
      </div>
    </form>
  );
}

interface PreviewProps {
  readonly template: Template;
  readonly values: TemplateValues;
  readonly file: Attachment | undefined;
}

function Preview({ template, values, file }: PreviewProps): ReactElement {
  const { t } = useTranslation('composer');
  return (
    <figure className={classes.preview} aria-label={t('templates.preview')}>
      {file !== undefined && <AttachedPicture src={previewOf(file)} className={classes.headerPicture} otherwise={<bdi className={classes.footer}>{file.name}</bdi>} />}
      {template.headerKind === 'TEXT' && <strong dir="auto">{filledIn(template.headerText, [values.header])}</strong>}
      <MessageText text={filledIn(template.body, values.params)} />
      {template.footer !== '' && (
        <span className={classes.footer} dir="auto">
          {template.footer}
        </span>
      )}
      {template.buttons.length > 0 && (
        <span className={classes.buttons}>
          {template.buttons.map((each) => (
            <span key={each.text} className={classes.button}>
              {each.text}
            </span>
          ))}
        </span>
      )}
    </figure>
  );
}
