import { TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch, IconTemplateOff } from '@tabler/icons-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { QueuedFile, SendTemplate } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { useDrafts } from '@/stores/drafts';
import type { Consent } from '@/stores/consent';
import { clearForm, fillForm, formName, useForm } from '@/stores/forms';
import { personIn, templatesFor } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { Chip } from '@/ui/chip';
import { EmptyState } from '@/ui/states';
import { TemplateForm, type TemplateSending } from './template-form';
import { filledAtFirst, unsendable } from './template-model';
import classes from './template-picker.module.css';

/** That customers take a template badly, before it is paused for that. */
function Rated({ quality }: { readonly quality: string | undefined }): ReactElement | null {
  const { t } = useTranslation('composer');
  if (quality !== 'YELLOW' && quality !== 'RED') return null;
  return (
    <span title={t('templates.quality.hint')}>
      <Chip tone={quality === 'RED' ? 'red' : 'amber'}>{t(`templates.quality.${quality}`)}</Chip>
    </span>
  );
}

/** Why a template cannot be sent from here. */
function Why({ part }: { readonly part: string | undefined }): ReactElement | null {
  const { t } = useTranslation('composer');
  if (part === undefined) return null;
  const known = unsendableParts.find((each) => each === part);
  return <span className={classes.why}>{t('templates.unsendable', { part: known === undefined ? part.toLowerCase().replaceAll('_', ' ') : t(`templates.part.${known}`) })}</span>;
}

const unsendableParts = ['CAROUSEL', 'LIMITED_TIME_OFFER', 'LOCATION', 'FLOW', 'CATALOG', 'MPM', 'SPM', 'ORDER_DETAILS', 'VOICE_CALL', 'OTP'] as const;

const firstNamed = (...names: readonly (string | undefined)[]): string => names.find((each) => each !== undefined && each !== '') ?? '';

/** Which templates, and what is done with the filled one. */
export interface TemplatePickerProps extends TemplateSending {
  readonly numberId: string;
  /** Where it stands: what is chosen and filled in is kept for that place until it is sent. */
  readonly place: string;
}

/** Approved templates of a number: choose one, fill in its values, see what the customer will read. */
export function TemplatePicker({ numberId, place, onSend, ...rest }: TemplatePickerProps): ReactElement {
  const { t } = useTranslation('composer');
  const templates = useDesk((desk) => desk.templates);
  const numbers = useDesk((desk) => desk.numbers);
  const list = useMemo(() => templatesFor({ ...useDesk.getState(), templates, numbers }, numberId), [templates, numbers, numberId]);
  const me = useMe();
  const agent = useDesk((desk) => desk.users.get(me)?.name ?? '');
  const who = useDesk((desk) => personIn(desk.contacts, rest.to.contactId));
  const contact = firstNamed(who?.savedName, who?.profileName);
  const choice = formName(place, 'template');
  const chosen = useForm(choice).id ?? '';
  const [byHand, setByHand] = useState(false);
  const choose = (id: string): void => {
    fillForm(choice, { id });
    const picked = list.find((each) => each.id === id);
    // Half filled in already: it stays as it was.
    if (picked !== undefined && !useDrafts.getState().texts.has(formName(place, id))) fillForm(formName(place, id), filledAtFirst(picked, agent, contact));
    setByHand(true);
  };
  const [query, setQuery] = useState('');
  const template = list.find((each) => each.id === chosen && unsendable(each) === undefined);
  if (list.length === 0) return <EmptyState icon={<IconTemplateOff size={26} stroke={1.4} />} title={t('templates.none')} text={t('templates.noneText')} />;
  if (template !== undefined) {
    const send = async (content: SendTemplate, file: QueuedFile | null, consent: Consent): Promise<boolean> => {
      const sent = await onSend(content, file, consent);
      if (sent) clearForm(choice);
      return sent;
    };
    return <TemplateForm key={template.id} template={template} chosenNow={byHand} name={formName(place, template.id)} onBack={() => choose('')} onSend={send} {...rest} />;
  }
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
            <UnstyledButton className={classes.item} disabled={unsendable(each) !== undefined} onClick={() => choose(each.id)}>
              <span className={classes.top}>
                <span className={classes.name}>{each.name}</span>
                <Rated quality={each.quality} />
                <span className={classes.language}>{each.language}</span>
              </span>
              <span className={classes.body} dir="auto">
                {each.body}
              </span>
              <Why part={unsendable(each)} />
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className={classes.note}>{t('templates.nothing')}</p>}
    </div>
  );
}
