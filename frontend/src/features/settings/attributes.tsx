import { Button, Modal, Select, TagsInput, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Attribute } from '@/bridge/types';
import { isBlank } from '@/lib/blank';
import { oneOf } from '@/lib/known';
import { attributeKinds } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { useOnline, useSupervisor } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import form from '@/ui/form.module.css';
import { IconButton } from '@/ui/icon-button';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import classes from './attributes.module.css';

const most = 50;
const longest = 40;
const none: readonly Attribute[] = [];
const fresh: Attribute = { id: '', name: '', type: 'text' };

/** What is noted of customers beside their name: defined here by owners and admins, filled in in the contact. */
export function Attributes(): ReactElement | null {
  const { t } = useTranslation('contacts');
  const supervisor = useSupervisor();
  const online = useOnline();
  const list = useDesk((desk) => [...desk.orgs.values()][0]?.attributes) ?? none;
  const [editing, setEditing] = useState<Attribute>();
  const act = useAct();
  if (!supervisor) return null;
  const drop = (attribute: Attribute): string =>
    modals.openConfirmModal({
      title: t('attribute.dropTitle', { name: attribute.name }),
      children: t('attribute.dropText'),
      labels: { confirm: t('attribute.drop'), cancel: t('notes.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => void act.run(() => bridge().contacts.dropAttribute(attribute.id)),
    });
  const add = (
    <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden="true" />} disabled={!online || list.length >= most} onClick={() => setEditing(fresh)}>
      {t('attribute.add')}
    </Button>
  );
  return (
    <Section title={t('attribute.title')} text={t('attribute.text')} actions={add}>
      {list.length === 0 && <p className={classes.none}>{t('attribute.none')}</p>}
      <ul className={classes.list}>
        {list.map((each) => (
          <li key={each.id} className={classes.row}>
            <span className={classes.name}>
              <bdi>{each.name}</bdi>
              <span className={classes.kind}>
                {oneOf(attributeKinds, each.type) === undefined ? each.type : t(`attribute.kind.${each.type}`)}
                {(each.options ?? []).length > 0 && `: ${(each.options ?? []).join(', ')}`}
              </span>
            </span>
            <IconButton label={t('attribute.edit', { name: each.name })} icon={<IconPencil size={16} stroke={1.6} />} disabled={!online} onClick={() => setEditing(each)} />
            <IconButton label={t('attribute.dropNamed', { name: each.name })} icon={<IconTrash size={16} stroke={1.6} />} disabled={!online || act.busy} onClick={() => drop(each)} />
          </li>
        ))}
      </ul>
      {list.length >= most && <p className={classes.none}>{t('attribute.full', { most })}</p>}
      <Refusal error={act.error} fallback={t('attribute.failed')} />
      {editing !== undefined && <Editor attribute={editing} taken={list.filter((each) => each.id !== editing.id).map((each) => each.name)} onClose={() => setEditing(undefined)} />}
    </Section>
  );
}

function Editor({ attribute, taken, onClose }: { readonly attribute: Attribute; readonly taken: readonly string[]; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('contacts');
  const [name, setName] = useState(attribute.name);
  const [type, setType] = useState(attribute.type);
  const [options, setOptions] = useState<readonly string[]>(attribute.options ?? []);
  const act = useAct();
  const tooLong = [...name.trim()].length > longest;
  const same = taken.some((each) => each.toLowerCase() === name.trim().toLowerCase());
  const nameError = tooLong ? t('attribute.long', { most: longest }) : same ? t('attribute.same') : undefined;
  const ready = !isBlank(name) && nameError === undefined && (type !== 'list' || options.length > 0);
  const save = async (): Promise<void> => {
    if (!ready) return;
    if ((await act.run(() => bridge().contacts.putAttribute({ id: attribute.id, name: name.trim(), type, ...(type === 'list' && { options: [...options] }) }))) !== undefined) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={attribute.id === '' ? t('attribute.add') : t('attribute.edit', { name: attribute.name })} centered>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextInput label={t('attribute.name')} value={name} dir="auto" data-autofocus onChange={(event) => setName(event.currentTarget.value)} error={nameError} />
        <Select
          label={t('attribute.holds')}
          description={attribute.id === '' ? t('attribute.holdsHint') : t('attribute.holdsFixed')}
          data={attributeKinds.map((each) => ({ value: each, label: t(`attribute.kind.${each}`) }))}
          value={type}
          disabled={attribute.id !== ''}
          allowDeselect={false}
          onChange={(value) => setType(oneOf(attributeKinds, value ?? '') ?? type)}
        />
        {type === 'list' && <TagsInput label={t('attribute.options')} description={t('attribute.optionsHint')} value={[...options]} maxTags={50} onChange={setOptions} />}
        <Refusal error={act.error} fallback={t('attribute.failed')} />
        <div className={classes.buttons}>
          <Button type="submit" loading={act.busy} disabled={!ready}>
            {t('attribute.save')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('notes.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
