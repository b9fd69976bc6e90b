import { Button, Modal, TextInput } from '@mantine/core';
import { IconCheck, IconMinus, IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactElement, useId, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Label } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { isolate } from '@/lib/bidi';
import { isComposing } from '@/lib/keys';
import { useDesk } from '@/stores/desk';
import { longestLabel, useLabels } from '@/stores/labels';
import { personIn } from '@/stores/selectors';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { useAnnounce } from '@/ui/announcer';
import { Callout } from '@/ui/callout';
import { LabelDot } from '@/ui/label-chip';
import { Refusal } from '@/ui/refusal';
import classes from './picker.module.css';
import { type Held, type Toggled, useHeldLabels } from './use-held-labels';

interface PickerProps {
  readonly threadIds: readonly string[];
  readonly onClose: () => void;
}

/** Puts labels on conversations and takes them off: type to filter, Enter toggles, Escape closes. */
export function LabelPicker({ threadIds, onClose }: PickerProps): ReactElement {
  const { t } = useTranslation('work');
  return (
    <Modal opened onClose={onClose} title={t('labels.title', { count: threadIds.length })} closeButtonProps={{ 'aria-label': t('close') }} size={400} yOffset="12vh">
      <Choices threadIds={threadIds} />
    </Modal>
  );
}

interface Line {
  readonly id: string;
  /** null makes a new one of what was typed. */
  readonly label: Label | null;
}

function Choices({ threadIds }: { readonly threadIds: readonly string[] }): ReactElement {
  const { t } = useTranslation('work');
  const id = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const online = useOnline();
  const act = useAct();
  const announce = useAnnounce();
  const { heldBy, toggle, again } = useHeldLabels(threadIds);
  const [partly, setPartly] = useState<Toggled>();
  const word = query.trim();
  const lines = linesOf(useLabels(), word);
  const long = [...word].length > longestLabel;
  const chosen = lines[Math.min(at, lines.length - 1)];
  const put = async ({ label }: Line): Promise<void> => {
    if (!online || act.busy) return;
    const done = await act.run(async () => toggle(label?.id ?? (await bridge().work.putLabel('', word, ''))));
    if (done === undefined) return;
    setPartly(done.value.refused.length > 0 ? done.value : undefined);
    if (label === null) setQuery('');
    announce(t(done.value.on ? 'labels.on' : 'labels.off', { name: label?.name ?? word }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setAt((Math.min(at, lines.length - 1) + step + lines.length) % Math.max(1, lines.length));
    else if (event.key === 'Enter' && chosen !== undefined && !long) void put(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <div className={classes.picker}>
      <TextInput
        data-autofocus
        aria-label={t('labels.filter')}
        placeholder={t('labels.filter')}
        value={query}
        dir="auto"
        autoComplete="off"
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${chosen.id}`}
        error={long ? t('labels.long', { most: longestLabel, count: [...word].length }) : undefined}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setAt(0);
          act.clear();
        }}
        onKeyDown={onKeyDown}
      />
      {!online && <p className={classes.note}>{t('offline')}</p>}
      <div id={id} className={classes.list} role="listbox" aria-label={t('labels.list')} aria-multiselectable>
        {!long && lines.map((line) => <Choice key={line.id} id={`${id}-${line.id}`} line={line} word={word} active={line === chosen} held={line.label === null ? 'none' : heldBy(line.label)} onClick={() => void put(line)} />)}
      </div>
      {lines.length === 0 && <p className={classes.note}>{t('labels.none')}</p>}
      {partly !== undefined && <Partly toggled={partly} busy={act.busy} onAgain={() => void act.run(() => again(partly)).then((done) => done !== undefined && setPartly(done.value.refused.length > 0 ? done.value : undefined))} />}
      <Refusal error={act.error} fallback={t('labels.failed')} />
    </div>
  );
}

interface PartlyProps {
  readonly toggled: Toggled;
  readonly busy: boolean;
  readonly onAgain: () => void;
}

const mostRefused = 5;

/** Which conversations kept their labels, and why. */
function Partly({ toggled: { done, refused }, busy, onAgain }: PartlyProps): ReactElement {
  const { t } = useTranslation('work');
  const nameOf = useContactName();
  const { threads, contacts } = useDesk.getState();
  const again = (
    <Button size="compact-sm" variant="default" loading={busy} onClick={onAgain}>
      {t('labels.again')}
    </Button>
  );
  return (
    <Callout tone="amber" actions={again}>
      {t('labels.partly', { count: done, of: done + refused.length })}
      <ul className={classes.refused}>
        {refused.slice(0, mostRefused).map(({ threadId, why }) => (
          <li key={threadId}>{t('labels.refused', { name: isolate(nameOf(personIn(contacts, threads.get(threadId)?.contactId ?? ''))), why })}</li>
        ))}
        {refused.length > mostRefused && <li>{t('labels.more', { count: refused.length - mostRefused })}</li>}
      </ul>
    </Callout>
  );
}

/** What can be chosen: the labels that have the word in their name, and a new one of it where none is called so. */
function linesOf(labels: readonly Label[], word: string): readonly Line[] {
  const query = word.toLowerCase();
  const lines: Line[] = labels.filter((each) => each.name.toLowerCase().includes(query)).map((label) => ({ id: label.id, label }));
  if (word !== '' && !labels.some((each) => each.name.toLowerCase() === query)) lines.push({ id: 'new', label: null });
  return lines;
}

interface ChoiceProps {
  readonly id: string;
  readonly line: Line;
  readonly word: string;
  readonly active: boolean;
  readonly held: Held;
  readonly onClick: () => void;
}

function Choice({ id, line, word, active, held, onClick }: ChoiceProps): ReactElement {
  const { t } = useTranslation('work');
  const { label } = line;
  return (
    <div id={id} className={classes.choice} role="option" aria-selected={held === 'all'} data-active={active || undefined} onClick={onClick} ref={active ? (node) => node?.scrollIntoView({ block: 'nearest' }) : undefined}>
      <span className={classes.mark}>
        {held === 'all' && <IconCheck size={16} stroke={1.8} aria-hidden />}
        {held === 'some' && <IconMinus size={16} stroke={1.8} role="img" aria-label={t('labels.some')} />}
        {label === null && <IconPlus size={16} stroke={1.8} aria-hidden />}
      </span>
      {label !== null && <LabelDot colour={label.colour} />}
      <bdi className={classes.name}>{label === null ? t('labels.create', { name: word }) : label.name}</bdi>
    </div>
  );
}
