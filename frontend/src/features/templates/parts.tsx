import { Button, Menu, Select, Textarea, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useRef } from 'react';
import { useTranslation } from '@/lib/texts';
import type { TemplateButton, TemplateFault } from '@/bridge/types';
import { templateFillings } from '@/lib/lists';
import { placesOf } from '@/lib/template';
import { useDesk } from '@/stores/desk';
import { useMe } from '@/stores/session';
import { IconButton } from '@/ui/icon-button';
import { Counted } from './counted';
import { FaultNotes } from './fault-notes';
import { changed, faultsOf, most, newButton, withBody, withVariable, type Wording } from './model';
import classes from './templates.module.css';

/** What every part of the form is given. */
export interface PartProps {
  readonly wording: Wording;
  readonly faults: readonly TemplateFault[];
  readonly disabled: boolean;
  /** Its provider cannot be given everything: see limited in the model. */
  readonly limited: boolean;
  readonly put: (change: Partial<Wording>) => void;
}

/** The text, and what puts variables into it. */
export function BodyPart({ wording, faults, disabled, put }: PartProps): ReactElement {
  const { t } = useTranslation('templates');
  const field = useRef<HTMLTextAreaElement>(null);
  const entered = useRef(false); // before that its cursor is at its beginning, where nobody put it
  const me = useMe();
  const name = useDesk((desk) => desk.users.get(me)?.name ?? '');
  const insert = (sample: string, fill: 'agentName' | 'contactName' | ''): void => {
    const cursor = entered.current ? field.current?.selectionStart : undefined;
    put(withVariable(wording, cursor ?? wording.body.length, sample, fill));
    field.current?.focus();
  };
  return (
    <>
      <Counted text={wording.body} most={most.body}>
        <Textarea ref={field} label={t('editor.body')} value={wording.body} disabled={disabled} autosize minRows={4} maxRows={14} dir="auto" onFocus={() => { entered.current = true; }} onChange={(event) => put(withBody(wording, event.currentTarget.value))} />
      </Counted>
      <div className={classes.row}>
        <Button size="compact-sm" variant="default" disabled={disabled} onClick={() => insert('', '')}>
          {t('editor.addVariable')}
        </Button>
        <Button size="compact-sm" variant="default" disabled={disabled} onClick={() => insert(t('editor.customerSample'), 'contactName')}>
          {t('editor.addContact')}
        </Button>
        <Button size="compact-sm" variant="default" disabled={disabled} onClick={() => insert(name, 'agentName')}>
          {t('editor.addAgent')}
        </Button>
      </div>
      <FaultNotes faults={faultsOf(faults, 'body')} />
    </>
  );
}

/** What stands for each variable in the review, and what fills it when the template is sent. */
export function ExamplesPart({ wording, faults, disabled, put }: PartProps): ReactElement | null {
  const { t } = useTranslation('templates');
  const places = placesOf(wording.body);
  const fillOf = (name: string): string => wording.fills.find((each) => each.name === name)?.with ?? '';
  const setFill = (name: string, value: string): void => put({ fills: [...wording.fills.filter((each) => each.name !== name), ...templateFillings.filter((each) => each === value).map((each) => ({ name, with: each }))] });
  return (
    <>
      {places.map((name, index) => (
        <div key={name} className={classes.example}>
          <code className="code">{`{{${name}}}`}</code>
          <TextInput
            aria-label={t('editor.sampleOf', { name })}
            placeholder={t('editor.samplePlaceholder')}
            value={wording.samples[index] ?? ''}
            disabled={disabled}
            maxLength={200}
            dir="auto"
            onChange={(event) => {
              const { value } = event.currentTarget;
              put({ samples: places.map((_, at) => (at === index ? value : (wording.samples[at] ?? ''))) });
            }}
          />
          <Select
            aria-label={t('editor.fillOf', { name })}
            data={[{ value: '', label: t('fill.typed') }, ...templateFillings.map((each) => ({ value: each, label: t(`fill.${each}`) }))]}
            value={fillOf(name)}
            disabled={disabled}
            allowDeselect={false}
            onChange={(value) => setFill(name, value ?? '')}
          />
        </div>
      ))}
      <FaultNotes faults={faultsOf(faults, 'examples')} />
    </>
  );
}

/** The small line beneath the text. */
export function FooterPart({ wording, faults, disabled, put }: PartProps): ReactElement {
  const { t } = useTranslation('templates');
  return (
    <>
      <Counted text={wording.footer} most={most.edge}>
        <TextInput label={t('editor.footer')} description={t('editor.footerHint')} value={wording.footer} disabled={disabled} dir="auto" onChange={(event) => put({ footer: event.currentTarget.value })} />
      </Counted>
      <FaultNotes faults={faultsOf(faults, 'footer')} />
    </>
  );
}

const kinds = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'COPY_CODE'] as const;
const look = { size: 16, stroke: 1.6 } as const;

/** What the customer can tap. */
export function ButtonsPart({ wording, faults, disabled, put, limited }: PartProps): ReactElement {
  const { t } = useTranslation('templates');
  const { buttons } = wording;
  const move = (at: number, by: number): void => {
    const next = [...buttons];
    const [taken] = next.splice(at, 1);
    if (taken !== undefined) next.splice(at + by, 0, taken);
    put({ buttons: next });
  };
  return (
    <>
      {buttons.map((each, at) => (
        <div key={at} className={classes.button} role="group" aria-label={t('editor.buttonNumber', { number: at + 1 })}>
          <div className={classes.row}>
            <strong>{kindWords(t, each.type)}</strong>
            <span className={classes.count} />
            <IconButton label={t('editor.buttonUp', { number: at + 1 })} icon={<IconArrowUp {...look} />} disabled={disabled || at === 0} onClick={() => move(at, -1)} />
            <IconButton label={t('editor.buttonDown', { number: at + 1 })} icon={<IconArrowDown {...look} />} disabled={disabled || at === buttons.length - 1} onClick={() => move(at, 1)} />
            <IconButton label={t('editor.buttonRemove', { number: at + 1 })} icon={<IconTrash {...look} />} disabled={disabled} onClick={() => put({ buttons: buttons.filter((_, index) => index !== at) })} />
          </div>
          <ButtonFields button={each} disabled={disabled} put={(change) => put({ buttons: changed(buttons, at, change) })} />
          <FaultNotes faults={faultsOf(faults, 'button', at)} />
        </div>
      ))}
      <FaultNotes faults={faultsOf(faults, 'buttons')} />
      <Menu position="bottom-start">
        <Menu.Target>
          <Button className={classes.row} variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} disabled={disabled || buttons.length >= 10}>
            {t('editor.buttonAdd')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {kinds.map((each) => (
            <Menu.Item key={each} disabled={limited && each === 'COPY_CODE'} onClick={() => put({ buttons: [...buttons, newButton(each)] })}>
              {t(`button.${each}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {limited && <p className={classes.dim}>{t('twilio.code')}</p>}
      {buttons.length > 3 && <p className={classes.dim}>{t('editor.buttonsMany')}</p>}
    </>
  );
}

function kindWords(t: ReturnType<typeof useTranslation<'templates'>>['t'], type: string): string {
  const known = kinds.find((each) => each === type);
  return known === undefined ? type : t(`button.${known}`);
}

function ButtonFields({ button, disabled, put }: { readonly button: TemplateButton; readonly disabled: boolean; readonly put: (change: Partial<TemplateButton>) => void }): ReactElement {
  const { t } = useTranslation('templates');
  const sample = button.sample ?? '';
  return (
    <div className={classes.pair}>
      {button.type !== 'COPY_CODE' && <TextInput label={t('editor.buttonText')} value={button.text} disabled={disabled} maxLength={60} dir="auto" onChange={(event) => put({ text: event.currentTarget.value })} />}
      {button.type === 'URL' && <TextInput label={t('editor.buttonUrl')} description={t('editor.buttonUrlHint', { place: '{{1}}' })} value={button.url} disabled={disabled} maxLength={2100} inputMode="url" onChange={(event) => put({ url: event.currentTarget.value })} />}
      {button.type === 'URL' && placesOf(button.url).length > 0 && <TextInput label={t('editor.buttonUrlSample')} value={sample} disabled={disabled} maxLength={2100} inputMode="url" onChange={(event) => put({ sample: event.currentTarget.value })} />}
      {button.type === 'PHONE_NUMBER' && <TextInput label={t('editor.buttonPhone')} value={button.phone ?? ''} disabled={disabled} maxLength={40} inputMode="tel" onChange={(event) => put({ phone: event.currentTarget.value })} />}
      {button.type === 'COPY_CODE' && <TextInput label={t('editor.buttonCode')} description={t('editor.buttonCodeHint')} value={sample} disabled={disabled} maxLength={60} onChange={(event) => put({ sample: event.currentTarget.value })} />}
    </div>
  );
}
