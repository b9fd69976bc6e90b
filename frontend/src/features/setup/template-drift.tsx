import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { AgreedTemplate, Template, TemplateButton } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { exactTime } from '@/lib/time';
import { type DiffPiece, wordDiff } from '@/lib/word-diff';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import classes from './template-drift.module.css';

/** A template that is not at its provider as it was relied on here. */
type Drifted = Template & { readonly agreed: AgreedTemplate };

/** The templates of an account that somebody changed or deleted at its provider, with both ways out; nothing when there are none. */
export function TemplateDrift({ wabaId }: { readonly wabaId: string }): ReactElement | null {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const templates = useDesk((desk) => desk.templates);
  const drifted = useMemo(() => {
    const list = [...templates.values()].filter((each): each is Drifted => each.wabaId === wabaId && each.agreed !== undefined);
    return list.sort((a, b) => a.name.localeCompare(b.name, locale) || a.language.localeCompare(b.language));
  }, [templates, wabaId, locale]);
  if (drifted.length === 0) return null;
  return (
    <section className={classes.list} aria-label={t('templateDrift.title')}>
      <Callout tone="amber">{t('templateDrift.text', { count: drifted.length })}</Callout>
      {drifted.map((each) => (
        <One key={each.id} template={each} />
      ))}
    </section>
  );
}

function One({ template }: { readonly template: Drifted }): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const online = useOnline();
  const act = useAct();
  const gone = template.status === 'DELETED';
  const take = (): void => void act.run(() => bridge().setup.takeTemplate(template.id));
  const put = (): void =>
    void modals.openConfirmModal({
      title: t('templateDrift.putTitle', { name: template.name }),
      children: <p>{t(gone ? 'templateDrift.putDeleted' : 'templateDrift.putEdit')}</p>,
      labels: { confirm: t('templateDrift.put'), cancel: t('templateDrift.keep') },
      onConfirm: () => void act.run(() => bridge().setup.putTemplateBack(template.id)),
    });
  return (
    <div className={classes.one} role="group" aria-label={`${template.name} (${template.language})`}>
      <div className={classes.head}>
        <strong className="code">{template.name}</strong>
        <span>{template.language}</span>
        <span className={classes.when}>{t(gone ? 'templateDrift.deletedAt' : 'templateDrift.changedAt', { time: exactTime(template.agreed.at, locale) })}</span>
      </div>
      <Differences template={template} />
      <Refusal error={act.error} fallback={t('failed')} />
      <div className={classes.actions}>
        <Button size="xs" variant="default" loading={act.busy} disabled={!online} onClick={put}>
          {t('templateDrift.put')}
        </Button>
        <Button size="xs" variant="default" loading={act.busy} disabled={!online} onClick={take}>
          {t(gone ? 'templateDrift.takeDeleted' : 'templateDrift.take')}
        </Button>
      </div>
    </div>
  );
}

const compared = ['category', 'headerKind', 'headerText', 'body', 'footer'] as const;

/** What differs, side by side, with the words marked. Of a deleted template there is only our side. */
function Differences({ template }: { readonly template: Drifted }): ReactElement {
  const { t } = useTranslation('setup');
  const { agreed } = template;
  const gone = template.status === 'DELETED';
  const rows = compared.map((field) => [t(`templateDrift.${field}`), agreed[field], gone ? '' : template[field]] as const);
  const all = [...rows, [t('templateDrift.buttons'), buttonLines(agreed.buttons), gone ? '' : buttonLines(template.buttons)] as const];
  return (
    <table className={classes.differences}>
      <thead>
        <tr>
          <th scope="col">{t('templateDrift.field')}</th>
          <th scope="col">{t('templateDrift.ours')}</th>
          <th scope="col">{t('templateDrift.theirs')}</th>
        </tr>
      </thead>
      <tbody>
        {all
          .filter(([, here, there]) => here !== there)
          .map(([name, here, there]) => {
            const { before, after } = wordDiff(here, there);
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td dir="auto">{here === '' ? t('templateDrift.nothing') : <Marked pieces={gone ? [{ text: here, changed: false }] : before} />}</td>
                <td dir="auto">{gone ? t('templateDrift.deleted') : there === '' ? t('templateDrift.nothing') : <Marked pieces={after} />}</td>
              </tr>
            );
          })}
      </tbody>
    </table>
  );
}

function Marked({ pieces }: { readonly pieces: readonly DiffPiece[] }): ReactElement {
  return (
    <>
      {pieces.map((each, at) => (each.changed ? <mark key={at}>{each.text}</mark> : <span key={at}>{each.text}</span>))}
    </>
  );
}

const buttonLines = (buttons: readonly TemplateButton[]): string =>
  buttons.map(({ type, text, url, phone }) => [text === '' ? type : text, url, phone ?? ''].filter((each) => each !== '').join(' · ')).join('\n');
