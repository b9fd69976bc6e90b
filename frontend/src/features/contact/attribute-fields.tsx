import { Select, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { Fragment, type ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Attribute, Contact } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useDesk } from '@/stores/desk';
import { Theirs } from '@/ui/theirs';
import { showProblem } from '@/ui/toast';
import { fits } from './attributes';
import classes from './contact-panel.module.css';

/** What the organization notes of customers, in its order. */
export function useAttributes(): readonly Attribute[] {
  return useDesk((desk) => [...desk.orgs.values()][0]?.attributes) ?? none;
}

const none: readonly Attribute[] = [];

/** The values that a customer has, by the name of their attribute. */
export function AttributePairs({ contact }: { readonly contact: Contact }): ReactElement {
  const attributes = useAttributes();
  const valueOf = (id: string): string => contact.attributes?.find((each) => each.key === id)?.value ?? '';
  return (
    <>
      {attributes.filter((each) => valueOf(each.id) !== '').map((each) => (
        <div key={each.id} style={{ display: 'contents' }}>
          <dt>
            <bdi>{each.name}</bdi>
          </dt>
          <dd>
            <Value attribute={each} value={valueOf(each.id)} />
          </dd>
        </div>
      ))}
    </>
  );
}

function Value({ attribute, value }: { readonly attribute: Attribute; readonly value: string }): ReactElement {
  const { t } = useTranslation('contacts');
  const locale = useLocale();
  switch (attribute.type) {
    case 'yesNo':
      return <>{value === 'yes' ? t('attribute.yes') : t('attribute.no')}</>;
    case 'date':
      return <span className="figures">{dayWords(value, locale)}</span>;
    case 'link':
      return (
        <UnstyledButton className={classes.outside} title={t('attribute.opens', { link: value })} onClick={() => void bridge().system.openLink(value).catch((reason: unknown) => showProblem(t('attribute.openFailed'), reason))}>
          <bdi>{value.replace(/^https?:\/\//, '')}</bdi>
        </UnstyledButton>
      );
    default:
      return <bdi className={attribute.type === 'number' ? 'figures' : undefined}>{value}</bdi>;
  }
}

/** The words for a value of an attribute, as the form of a customer says it. */
function useValueWords(): (attribute: Attribute, value: string) => string {
  const { t } = useTranslation(['contacts', 'common']);
  const locale = useLocale();
  return ({ type }, value) => {
    if (value === '') return t('common:theirs.nothing');
    if (type === 'yesNo') return value === 'yes' ? t('attribute.yes') : t('attribute.no');
    return type === 'date' ? dayWords(value, locale) : value;
  };
}

function dayWords(value: string, locale: string): string {
  const day = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(day.getTime()) ? value : day.toLocaleDateString(locale, { dateStyle: 'medium', timeZone: 'UTC' });
}

interface FieldsProps {
  readonly valueOf: (id: string) => string;
  readonly onChange: (id: string, value: string) => void;
  /** What it is now, where both changed it; undefined where nothing has to be chosen. */
  readonly theirs: (id: string) => string | undefined;
  readonly onChoose: (id: string, whose: 'mine' | 'theirs') => void;
}

/** A field of each attribute, as its kind asks for; what is no value says so beneath it. */
export function AttributeFields({ valueOf, onChange, theirs, onChoose }: FieldsProps): ReactElement {
  const attributes = useAttributes();
  const wordsFor = useValueWords();
  return (
    <>
      {attributes.map((each) => {
        const now = theirs(each.id);
        return (
          <Fragment key={each.id}>
            <Field attribute={each} value={valueOf(each.id)} onChange={(value) => onChange(each.id, value)} />
            {now !== undefined && <Theirs now={wordsFor(each, now)} onChoose={(whose) => onChoose(each.id, whose)} />}
          </Fragment>
        );
      })}
    </>
  );
}

function Field({ attribute, value, onChange }: { readonly attribute: Attribute; readonly value: string; readonly onChange: (value: string) => void }): ReactElement {
  const { t } = useTranslation('contacts');
  const { name, type, options = [] } = attribute;
  const error = fits(attribute, value) ? undefined : t(`attribute.wrong.${type}`);
  switch (type) {
    case 'yesNo':
      return <Select label={name} value={value === '' ? null : value} data={[{ value: 'yes', label: t('attribute.yes') }, { value: 'no', label: t('attribute.no') }]} clearable onChange={(next) => onChange(next ?? '')} />;
    case 'list':
      return <Select label={name} value={value === '' ? null : value} data={options.includes(value) || value === '' ? options : [value, ...options]} clearable searchable onChange={(next) => onChange(next ?? '')} error={error} />;
    case 'text':
      return <Textarea label={name} value={value} autosize minRows={1} maxRows={4} dir="auto" onChange={(event) => onChange(event.currentTarget.value.replaceAll('\n', ' '))} error={error} />;
    default:
      return (
        <TextInput
          label={name}
          type={type === 'date' ? 'date' : type === 'link' ? 'url' : 'text'}
          inputMode={type === 'number' ? 'decimal' : undefined}
          placeholder={type === 'link' ? 'https://' : undefined}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={error}
        />
      );
  }
}
