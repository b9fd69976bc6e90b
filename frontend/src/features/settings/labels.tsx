import { Button, Menu, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowMerge, IconCheck, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Label } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { labelColours } from '@/lib/lists';
import { longestLabel, useLabels } from '@/stores/labels';
import { useOnline, useSupervisor } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { IconButton } from '@/ui/icon-button';
import { LabelChip, LabelDot } from '@/ui/label-chip';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { showProblem, showToast } from '@/ui/toast';
import { MergeLabel } from './merge-label';
import { type Uses, useLabelUses } from './use-label-uses';
import classes from './labels.module.css';

/** The labels of the organization: made, renamed, coloured, merged and deleted here; for owners and admins. */
export function Labels(): ReactElement | null {
  const { t } = useTranslation('settings');
  const supervisor = useSupervisor();
  const labels = useLabels();
  const uses = useLabelUses();
  if (!supervisor) return null;
  return (
    <Section title={t('labels.title')} text={t('labels.text')}>
      <NameForm submit={t('labels.create')} onSubmit={(name) => bridge().work.putLabel('', name, '')} />
      {labels.length === 0 ? (
        <p className={classes.none}>{t('labels.none')}</p>
      ) : (
        <ul className={classes.list} aria-label={t('labels.title')}>
          {labels.map((each) => (
            <Row key={each.id} label={each} uses={uses(each)} />
          ))}
        </ul>
      )}
    </Section>
  );
}

interface NameProps {
  readonly name?: string;
  readonly submit: string;
  readonly onSubmit: (name: string) => Promise<unknown>;
  readonly onCancel?: () => void;
}

/** Asks for the name of a label. What is typed stays until the relay has taken it. */
function NameForm({ name = '', submit, onSubmit, onCancel }: NameProps): ReactElement {
  const { t } = useTranslation('settings');
  const online = useOnline();
  const [typed, setTyped] = useState(name);
  const act = useAct();
  const count = [...typed.trim()].length;
  const long = count > longestLabel ? t('labels.long', { most: longestLabel, count }) : undefined;
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (count === 0 || long !== undefined) return;
    if ((await act.run(() => onSubmit(typed.trim()))) === undefined) return;
    if (onCancel === undefined) setTyped('');
    else onCancel();
  };
  return (
    <form className={classes.form} onSubmit={(event) => void save(event)}>
      <TextInput
        className={classes.field}
        aria-label={t('labels.name')}
        placeholder={t('labels.name')}
        value={typed}
        dir="auto"
        autoFocus={onCancel !== undefined}
        error={long ?? act.error?.message}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          act.clear();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || onCancel === undefined) return;
          event.stopPropagation();
          onCancel();
        }}
      />
      <Button type="submit" variant="default" loading={act.busy} disabled={!online || count === 0 || long !== undefined}>
        {submit}
      </Button>
      {onCancel !== undefined && (
        <Button variant="subtle" onClick={onCancel}>
          {t('labels.cancel')}
        </Button>
      )}
    </form>
  );
}

function Row({ label, uses }: { readonly label: Label; readonly uses: Uses }): ReactElement {
  const { t } = useTranslation('settings');
  const [doing, setDoing] = useState<'rename' | 'merge'>();
  const act = useAct();
  const online = useOnline();
  const remove = useRemove(label);
  const used = [uses.threads > 0 && t('labels.threads', { count: uses.threads }), uses.contacts > 0 && t('labels.contacts', { count: uses.contacts })].filter((each) => each !== false);
  if (doing === 'rename') {
    return (
      <li className={classes.row}>
        <NameForm name={label.name} submit={t('labels.save')} onSubmit={(name) => bridge().work.putLabel(label.id, name, '')} onCancel={() => setDoing(undefined)} />
      </li>
    );
  }
  return (
    <li className={classes.row}>
      <LabelChip name={label.name} colour={label.colour} />
      <span className={classes.uses}>{used.length === 0 ? t('labels.unused') : used.join(' · ')}</span>
      <Menu position="bottom-end" withinPortal disabled={!online}>
        <Menu.Target>
          <IconButton label={t('labels.more', { name: label.name })} disabled={!online} icon={<IconDots size={18} stroke={1.6} />} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} stroke={1.6} />} onClick={() => setDoing('rename')}>
            {t('labels.rename')}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowMerge size={16} stroke={1.6} />} onClick={() => setDoing('merge')}>
            {t('labels.merge')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} stroke={1.6} />} onClick={() => void act.run(remove)}>
            {t('labels.delete')}
          </Menu.Item>
          <Menu.Label>{t('labels.colour')}</Menu.Label>
          {labelColours.map((each) => (
            <Menu.Item key={each} leftSection={<LabelDot colour={each} />} rightSection={each === label.colour && <IconCheck size={16} stroke={1.8} aria-label={t('labels.chosen')} />} onClick={() => void act.run(() => bridge().work.putLabel(label.id, label.name, each))}>
              {t(`labels.colours.${each}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {doing === 'merge' && <MergeLabel label={label} onClose={() => setDoing(undefined)} />}
      <Refusal error={act.error} fallback={t('failed')} />
    </li>
  );
}

/** Deletes a label; for a while it can be brought back with everything that it was on. */
function useRemove(label: Label): () => Promise<void> {
  const { t } = useTranslation('settings');
  const toast = `label-${label.id}`;
  const restore = (): void => {
    notifications.hide(toast);
    bridge().work.restoreLabel(label.id).catch((error: unknown) => showProblem(t('labels.restoreFailed'), error));
  };
  return async () => {
    await bridge().work.deleteLabel(label.id);
    showToast(
      toast,
      t('labels.deleted', { name: isolate(label.name) }),
      <Button size="compact-sm" variant="default" onClick={restore}>
        {t('labels.undo')}
      </Button>,
      { stays: 20_000 },
    );
  };
}
