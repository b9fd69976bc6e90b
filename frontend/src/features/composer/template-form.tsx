import { Button, TextInput } from '@mantine/core';
import { IconArrowLeft, IconSend } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { QueuedFile, SendTemplate, Template } from '@/bridge/types';
import { type Attachment, previewOf } from '@/stores/attachments';
import { flushDrafts } from '@/stores/drafts';
import type { Addressee, Consent } from '@/stores/consent';
import { clearForm, fillForm, useForm } from '@/stores/forms';
import { placesOf, readingOf } from '@/lib/template';
import { MessageText } from '@/ui/message-text';
import { TemplateCard } from '@/ui/template-card';
import { AttachedPicture } from './attached-picture';
import { ConsentFields } from './consent-fields';
import { HeaderField } from './header-field';
import { headerProblem, type HeaderKind, isLoginCode, mediaHeader, openButtons, templateContent, type TemplateValues, valueProblem } from './template-model';
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
  const open = openButtons(template);
  const values: TemplateValues = { params: places.map((each) => filled[`param ${each}`] ?? ''), header: filled.header ?? '', buttons: new Map(open.map(({ index }) => [index, filled[`button ${index}`] ?? ''])) };
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
        {!isLoginCode(template) &&
          open.map(({ index, kind, text }) => (
            <TextInput
              key={`button ${index}`}
              label={kind === 'code' ? t('templates.code') : open.length > 1 ? t('templates.buttonOf', { button: text }) : t('templates.button')}
              value={values.buttons.get(index) ?? ''}
              maxLength={kind === 'code' ? 60 : 2000}
              onChange={(event) => fillForm(form, { [`button ${index}`]: event.currentTarget.value })}
            />
          ))}
      </div>
      <div className={classes.side}>
        <Preview template={template} payload={templateContent(template, values)} file={header.attachment} />
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
  /** What would be sent now. */
  readonly payload: SendTemplate;
  readonly file: Attachment | undefined;
}

/** What the customer will read, from the very values that are sent, drawn as in the conversation. */
function Preview({ template, payload, file }: PreviewProps): ReactElement {
  const { t } = useTranslation('composer');
  const reading = readingOf(template, payload);
  const codes = template.buttons.flatMap((each, index) => (each.type === 'COPY_CODE' ? [payload.buttons?.find((one) => one.index === index)?.value ?? ''] : []));
  return (
    <figure className={classes.preview} aria-label={t('templates.preview')}>
      <TemplateCard
        reading={reading}
        head={file !== undefined && <AttachedPicture src={previewOf(file)} className={classes.headerPicture} otherwise={<bdi className={classes.footer}>{file.name}</bdi>} />}
        body={<MessageText text={reading.text} />}
        foot={codes.some((each) => each !== '') && <span className={classes.footer}>{t('templates.codeIs', { code: codes.join(', ') })}</span>}
      />
    </figure>
  );
}
