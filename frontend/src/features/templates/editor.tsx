import { Button, Select, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconArrowLeft, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { Template } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow } from '@/lib/clock';
import { paths, templatePath } from '@/lib/paths';
import { templateLanguages } from '@/lib/template-languages';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Gone } from '@/ui/form-notes';
import { Page, Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { DeleteTemplate } from './delete-template';
import { FaultNotes } from './fault-notes';
import { HeaderPart } from './header-part';
import { languageName } from './language-name';
import { type Family, faultsOf, freeName, isFinal, limited, loginCode, longestName, nameFits, nearestName, typedName, type Wording, writable, wordingOf } from './model';
import { BodyPart, ButtonsPart, ExamplesPart, FooterPart } from './parts';
import { Preview } from './preview';
import { StateBox } from './state-box';
import { StatusChip } from '@/ui/template-status';
import { SubmitDialog } from './submit-dialog';
import classes from './templates.module.css';
import { type Edit, type SaveState, useEdit } from './use-edit';

const categories = ['UTILITY', 'MARKETING', 'AUTHENTICATION'] as const;

interface EditorProps {
  readonly template: Template;
  readonly family: Family;
  /** Whether somebody deleted it while it was written: then it can be created again. */
  readonly gone: boolean;
}

/** Writes one template of a name in one language, beside what the customer will read. */
export function TemplateEditor({ template, family, gone }: EditorProps): ReactElement {
  const { t } = useTranslation('templates');
  const [, go] = useLocation();
  const online = useOnline() && !gone;
  const account = useDesk((desk) => desk.wabas.get(template.wabaId));
  const [dialog, setDialog] = useState<'submit' | 'delete'>();
  const edit = useEdit(template, gone);
  const final = isFinal(template, account);
  const elsewhere = account !== undefined && !writable(account);
  const disabled = final || elsewhere;
  const drafts = family.all.filter((each) => each.draft !== null);
  const put = (change: Partial<Wording>): void => edit.change({ ...edit.wording, ...change });
  const part = { wording: edit.wording, faults: edit.faults, disabled, put, limited: limited(account) && !final };
  const code = edit.wording.category === 'AUTHENTICATION';
  const actions = (
    <>
      {!gone && <SaveLine state={edit.state} draft={template.draft !== null} />}
      <Button variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />} disabled={edit.undo === undefined} onClick={edit.undo}>
        {t('editor.undo')}
      </Button>
      <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} disabled={!online} onClick={() => setDialog('delete')}>
        {t(template.status === 'DRAFT' ? 'editor.discard' : 'editor.delete')}
      </Button>
      <Button disabled={!online || disabled || drafts.length === 0 || edit.state !== 'saved'} onClick={() => setDialog('submit')}>
        {t('editor.submit')}
      </Button>
    </>
  );
  return (
    <Page title={template.name} actions={actions}>
      <div>
        <Button variant="subtle" size="compact-sm" leftSection={<IconArrowLeft size={14} aria-hidden />} onClick={() => go(paths.templates)}>
          {t('editor.back')}
        </Button>
      </div>
      {gone && dialog !== 'delete' && <Deleted template={template} edit={edit} />}
      {final && <Callout>{t('twilio.final')}</Callout>}
      {elsewhere && <Callout>{t('elsewhere', { name: account.name })}</Callout>}
      {edit.state === 'offline' && !gone && <Callout tone="amber">{t('editor.offline')}</Callout>}
      <Refusal
        error={edit.error}
        fallback={t('failed')}
        actions={
          <Button size="xs" variant="default" onClick={edit.forget}>
            {t('editor.loadTheirs')}
          </Button>
        }
      />
      <StateBox template={template} final={final} />
      <Languages template={template} family={family} disabled={elsewhere || !online} wording={edit.wording} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <Section title={t('editor.about')}>
            <div className={classes.pair}>
              <NameField template={template} family={family} disabled={disabled || !online || edit.state !== 'saved'} />
              <Select
                label={t('editor.category')}
                description={t(`categoryHint.${knownCategory(edit.wording.category)}`)}
                data={categories.map((each) => ({ value: each, label: t(`category.${each}`), disabled: part.limited && each === 'AUTHENTICATION' }))}
                value={edit.wording.category}
                disabled={disabled || template.status === 'APPROVED'}
                allowDeselect={false}
                onChange={(value) => put(value === 'AUTHENTICATION' ? loginCode(t('editor.codeButton')) : { category: value ?? 'UTILITY', ...(code && { buttons: [] }) })}
              />
            </div>
            {part.limited && <p className={classes.dim}>{t('twilio.loginCode')}</p>}
            <FaultNotes faults={[...faultsOf(edit.faults, 'name'), ...faultsOf(edit.faults, 'language'), ...faultsOf(edit.faults, 'category')]} />
          </Section>
          {code ? <LoginCode edit={edit} disabled={disabled} put={put} /> : <Parts part={part} wabaId={template.wabaId} />}
        </div>
        <aside className={classes.side}>
          <Preview wording={edit.wording} />
          <p className={classes.dim}>{t('editor.previewText')}</p>
        </aside>
      </div>
      {dialog === 'submit' && <SubmitDialog family={family} onClose={() => setDialog(undefined)} />}
      {dialog === 'delete' && <DeleteTemplate template={template} family={family} onClose={() => setDialog(undefined)} onGone={() => go(paths.templates)} />}
    </Page>
  );
}

/** Offers what was written, once somebody else has deleted the template. */
function Deleted({ template, edit }: { readonly template: Template; readonly edit: Edit }): ReactElement {
  const { t } = useTranslation('templates');
  const [, go] = useLocation();
  const online = useOnline();
  const templates = useDesk((desk) => desk.templates);
  const act = useAct();
  const again = async (): Promise<void> => {
    const { wabaId, language } = template;
    const name = freeName(template.name, templates.values(), wabaId, relayNow());
    // The example file was uploaded for the other one.
    const made = await act.run(() => bridge().templates.draft({ templateId: '', wabaId, name, language, version: 0, ...edit.wording, headerHandle: '', headerFile: '' }));
    if (made === undefined) return;
    edit.forget();
    go(templatePath(made.value.id));
  };
  const close = (): void => {
    edit.forget();
    go(paths.templates);
  };
  return (
    <>
      <Gone name={template.name} busy={act.busy} disabled={!online} onAgain={() => void again()} onClose={close} />
      <Refusal error={act.error} fallback={t('failed')} />
    </>
  );
}

function knownCategory(category: string): (typeof categories)[number] {
  return categories.find((each) => each === category) ?? 'UTILITY';
}

function Parts({ part, wabaId }: { readonly part: Parameters<typeof BodyPart>[0]; readonly wabaId: string }): ReactElement {
  const { t } = useTranslation('templates');
  return (
    <>
      <Section title={t('editor.header')} text={t('editor.headerHint')}>
        <HeaderPart {...part} wabaId={wabaId} />
      </Section>
      <Section title={t('editor.text')}>
        <BodyPart {...part} />
        <ExamplesPart {...part} />
      </Section>
      <Section title={t('editor.footerTitle')}>
        <FooterPart {...part} />
      </Section>
      <Section title={t('editor.buttons')}>
        <ButtonsPart {...part} />
      </Section>
    </>
  );
}

/** A login code: Meta writes its text in every language, and the button copies it. */
function LoginCode({ edit, disabled, put }: { readonly edit: Edit; readonly disabled: boolean; readonly put: (change: Partial<Wording>) => void }): ReactElement {
  const { t } = useTranslation('templates');
  const [button] = edit.wording.buttons;
  return (
    <Section title={t('editor.text')}>
      <Callout>{t('editor.codeText')}</Callout>
      {button !== undefined && <TextInput label={t('editor.buttonText')} value={button.text} disabled={disabled} maxLength={60} dir="auto" onChange={(event) => put({ buttons: [{ ...button, text: event.currentTarget.value }] })} />}
      <FaultNotes faults={[...faultsOf(edit.faults, 'body'), ...faultsOf(edit.faults, 'button')]} />
    </Section>
  );
}

/** The name, which is the same in every language, and changes only while nobody else knows it. */
function NameField({ template, family, disabled }: { readonly template: Template; readonly family: Family; readonly disabled: boolean }): ReactElement {
  const { t } = useTranslation('templates');
  const [typed, setTyped] = useState<string>();
  const act = useAct();
  const fixed = family.all.some((each) => each.status !== 'DRAFT');
  const wrong = typed !== undefined && !nameFits(typed);
  const nearest = nearestName(typed ?? '');
  const rename = async (to = typed): Promise<void> => {
    if (to === undefined || !nameFits(to) || to === template.name) return;
    const { id, wabaId, name, language, draft } = template;
    // The relay renames every language with it, so that none is left behind.
    const done = await act.run(() => bridge().templates.draft({ templateId: id, wabaId, name, language, version: draft?.version ?? 0, ...wordingOf(template), rename: to }));
    if (done !== undefined) setTyped(undefined);
  };
  return (
    <div>
      <TextInput
        label={t('editor.name')}
        description={t(fixed ? 'editor.nameFixed' : 'editor.nameHint')}
        value={typed ?? template.name}
        readOnly={fixed}
        disabled={disabled && typed === undefined}
        maxLength={longestName}
        error={wrong ? t('editor.nameWrong') : undefined}
        onChange={(event) => setTyped(typedName(event.currentTarget.value))}
        onBlur={() => void rename()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void rename();
        }}
      />
      {wrong && nearest !== '' && (
        <Button variant="default" size="compact-sm" mt="xs" onClick={() => {
          setTyped(nearest);
          void rename(nearest);
        }}>
          {t('editor.nameUse', { name: nearest })}
        </Button>
      )}
      <Refusal error={act.error} fallback={t('failed')} />
    </div>
  );
}

/** The languages of the name, and one more. */
function Languages({ template, family, disabled, wording }: { readonly template: Template; readonly family: Family; readonly disabled: boolean; readonly wording: Wording }): ReactElement {
  const { t } = useTranslation('templates');
  const locale = useLocale();
  const [, go] = useLocation();
  const act = useAct();
  const free = templateLanguages.filter((code) => !family.all.some((each) => each.language === code));
  const add = async (language: string): Promise<void> => {
    const { wabaId, name } = template;
    // The example file was uploaded for the other one: each review has its own.
    const made = await act.run(() => bridge().templates.draft({ templateId: '', wabaId, name, language, version: 0, ...wording, headerHandle: '', headerFile: '' }));
    if (made !== undefined) go(templatePath(made.value.id));
  };
  return (
    <nav className={classes.languages} aria-label={t('editor.languages')}>
      {family.all.map((each) => (
        <Button key={each.id} variant={each.id === template.id ? 'light' : 'subtle'} size="compact-md" aria-current={each.id === template.id ? 'page' : undefined} rightSection={<StatusChip template={each} />} onClick={() => go(templatePath(each.id))}>
          {languageName(each.language, locale)}
        </Button>
      ))}
      <Select
        aria-label={t('editor.addLanguage')}
        placeholder={t('editor.addLanguage')}
        size="xs"
        searchable
        disabled={disabled || act.busy}
        data={free.map((code) => ({ value: code, label: languageName(code, locale) }))}
        value={null}
        onChange={(code) => code !== null && void add(code)}
      />
      <Refusal error={act.error} fallback={t('failed')} />
    </nav>
  );
}

function SaveLine({ state, draft }: { readonly state: SaveState; readonly draft: boolean }): ReactElement {
  const { t } = useTranslation('templates');
  return (
    <span className={classes.dim} role="status">
      {state === 'saved' && !draft ? t('save.unchanged') : t(`save.${state}`)}
    </span>
  );
}
