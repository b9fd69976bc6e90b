import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { IconArrowLeft, IconSearch, IconSend, IconTemplateOff } from '@tabler/icons-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SendTemplate, Template } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { templatesFor } from '@/stores/selectors';
import { MessageText } from '@/ui/message-text';
import { EmptyState } from '@/ui/states';
import { filledIn, mediaHeader, openButton, placesOf, templateContent, valueProblem, type TemplateValues } from './template-model';
import classes from './template-picker.module.css';

/** Which templates, and what is done with the filled one. */
export interface TemplatePickerProps {
  readonly numberId: string;
  readonly sendLabel: string;
  readonly busy?: boolean;
  /** False while something else is missing (who it goes to). */
  readonly ready?: boolean;
  readonly onSend: (template: SendTemplate) => void;
}

/** Approved templates of a number: choose one, fill in its values, see what the customer will read. */
export function TemplatePicker({ numberId, ...rest }: TemplatePickerProps): ReactElement {
  const { t } = useTranslation('composer');
  const templates = useDesk((desk) => desk.templates);
  const numbers = useDesk((desk) => desk.numbers);
  const list = useMemo(() => templatesFor({ ...useDesk.getState(), templates, numbers }, numberId), [templates, numbers, numberId]);
  const [chosen, setChosen] = useState('');
  const [query, setQuery] = useState('');
  const template = list.find((each) => each.id === chosen);
  if (list.length === 0) return <EmptyState icon={<IconTemplateOff size={26} stroke={1.4} />} title={t('templates.none')} text={t('templates.noneText')} />;
  if (template !== undefined) return <TemplateForm key={template.id} template={template} onBack={() => setChosen('')} {...rest} />;
  const words = query.trim().toLowerCase();
  const shown = list.filter((each) => `${each.name} ${each.body}`.toLowerCase().includes(words));
  return (
    <div className={classes.picker}>
      {list.length > 5 && (
        <TextInput
          type="search"
          aria-label={t('templates.search')}
          placeholder={t('templates.search')}
          value={query}
          leftSection={<IconSearch size={16} stroke={1.6} aria-hidden />}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      )}
      <ul className={classes.list} aria-label={t('templates.list')}>
        {shown.map((each) => (
          <li key={each.id}>
            <UnstyledButton className={classes.item} onClick={() => setChosen(each.id)}>
              <span className={classes.top}>
                <span className={classes.name}>{each.name}</span>
                <span className={classes.language}>{each.language}</span>
              </span>
              <span className={classes.body} dir="auto">
                {each.body}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className={classes.note}>{t('templates.nothing')}</p>}
    </div>
  );
}

interface TemplateFormProps extends Omit<TemplatePickerProps, 'numberId'> {
  readonly template: Template;
  readonly onBack: () => void;
}

function TemplateForm({ template, sendLabel, busy = false, ready = true, onSend, onBack }: TemplateFormProps): ReactElement {
  const { t } = useTranslation('composer');
  const [values, setValues] = useState<TemplateValues>({ params: [], header: '', button: '' });
  const places = placesOf(template.body);
  const button = openButton(template);
  const media = mediaHeader(template);
  const wrong = valueProblem(template, values);
  const setParam = (index: number, value: string): void => setValues((before) => ({ ...before, params: places.map((_, at) => (at === index ? value : (before.params[at] ?? ''))) }));
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong === undefined && media === undefined && ready) onSend(templateContent(template, values));
      }}
    >
      <div className={classes.fields}>
        <Button className={classes.back} variant="subtle" size="compact-sm" leftSection={<IconArrowLeft size={14} stroke={1.6} aria-hidden />} onClick={onBack}>
          {t('templates.back')}
        </Button>
        {template.headerKind === 'TEXT' && placesOf(template.headerText).length > 0 && (
          <TextInput label={t('templates.header')} value={values.header} maxLength={60} onChange={(event) => setValues({ ...values, header: event.currentTarget.value })} />
        )}
        {places.map((name, index) => (
          <TextInput
            key={name}
            // Chosen by hand: what is typed next is meant for it.
            autoFocus={index === 0}
            label={/^\d+$/.test(name) ? t('templates.paramNumber', { name }) : t('templates.param', { name })}
            value={values.params[index] ?? ''}
            maxLength={1024}
            dir="auto"
            onChange={(event) => setParam(index, event.currentTarget.value)}
          />
        ))}
        {button !== undefined && <TextInput label={t('templates.button')} value={values.button} maxLength={2000} onChange={(event) => setValues({ ...values, button: event.currentTarget.value })} />}
      </div>
      <div className={classes.side}>
        <Preview template={template} values={values} />
        <p className={classes.note} role="status">
          {media !== undefined ? t('templates.media', { kind: media }) : wrong === undefined ? '' : t(`templates.${wrong}`)}
        </p>
        <Button type="submit" loading={busy} disabled={wrong !== undefined || media !== undefined || !ready} leftSection={<IconSend size={16} stroke={1.6} aria-hidden />}>
          {sendLabel}
        </Button>
      </div>
    </form>
  );
}

function Preview({ template, values }: { readonly template: Template; readonly values: TemplateValues }): ReactElement {
  const { t } = useTranslation('composer');
  return (
    <figure className={classes.preview} aria-label={t('templates.preview')}>
      {template.headerKind === 'TEXT' && <strong dir="auto">{filledIn(template.headerText, [values.header])}</strong>}
      <MessageText text={filledIn(template.body, values.params)} onOpenLink={() => undefined} />
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
