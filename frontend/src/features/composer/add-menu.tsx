import { Menu } from '@mantine/core';
import { IconBookmark, IconId, IconListCheck, IconMapPin, IconPlus } from '@tabler/icons-react';
import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useActs } from '@/i18n/use-acts';
import { acts } from '@/lib/acts';
import { isBlank } from '@/lib/blank';
import { useAttached } from '@/stores/attached';
import { useDesk } from '@/stores/desk';
import { useDraft } from '@/stores/drafts';
import { type FilledForm as Kind, useFormWish, wishForm } from '@/stores/filled-again';
import { useUndoSeconds } from '@/stores/settings';
import { setReplyTo, useView } from '@/stores/view';
import { IconButton } from '@/ui/icon-button';
import classes from './compose-dialog.module.css';
import { CardForm } from './card-form';
import { ChoicesForm } from './choices-form';
import type { FormProps } from './form-props';
import { LocationForm } from './location-form';
import { type Kept, SaveCanned } from './save-canned';
import { useSend } from './use-send';

const look = { size: 17, stroke: 1.6 } as const;
const kinds = ['location', 'card', 'choices'] as const satisfies readonly Kind[];
const icons: Readonly<Record<Kind, ReactElement>> = { location: <IconMapPin {...look} />, card: <IconId {...look} />, choices: <IconListCheck {...look} /> };
const forms: Readonly<Record<Kind, (props: FormProps) => ReactElement>> = { location: LocationForm, card: CardForm, choices: ChoicesForm };

/** What can be sent beside text and files: a place, a contact card, a question to be answered by a tap. */
export function AddMenu({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('composer');
  const [opened, setOpened] = useState(false);
  const [form, setForm] = useState<Kind>();
  // What was written when it was asked to be kept: the reply may go on.
  const [kept, setKept] = useState<Kept>();
  const draft = useDraft(thread.id).trim();
  const files = useAttached(thread.id);
  // A file that is still being read cannot be kept yet.
  const keeps = (!isBlank(draft) || files.length > 0) && files.every((each) => each.state.kind === 'ready');
  const keep = (): void => setKept({ text: draft, files: files.flatMap((each) => (each.state.kind === 'ready' ? [each.state.file] : [])) });
  const replyTo = useView((view) => view.replyTo.get(thread.id) ?? '');
  const isTwilio = useDesk((desk) => desk.numbers.get(thread.numberId)?.provider === 'twilio');
  const seconds = useUndoSeconds();
  const send = useSend(thread, () => ({ seconds, batch: '' }));
  const wished = useFormWish(thread.id);
  // What nobody sees any more is not opened over what they do later.
  useEffect(() => () => wishForm(thread.id, undefined), [thread.id]);
  const can = (kind: Kind): boolean => !isTwilio || kind === 'location';
  useActs([
    { id: 'composer.add', run: () => setOpened(true) },
    ...kinds.map((kind) => ({ id: `composer.add.${kind}`, may: can(kind), label: t(`add.deed.${kind}`), run: () => setForm(kind) })),
    { id: 'composer.saveCanned', may: keeps, run: keep },
  ]);
  const shown = form ?? wished;
  const Form = shown === undefined ? undefined : forms[shown];
  const close = (): void => {
    setForm(undefined);
    wishForm(thread.id, undefined);
  };
  return (
    <>
      <Menu opened={opened} onChange={setOpened} position="top-start" withinPortal trapFocus returnFocus>
        <Menu.Target>
          <IconButton label={t('add.menu')} keys={acts['composer.add'].keys} icon={<IconPlus size={19} stroke={1.6} />} />
        </Menu.Target>
        <Menu.Dropdown>
          {kinds.map((kind) => (
            <Menu.Item key={kind} leftSection={icons[kind]} disabled={!can(kind)} onClick={() => setForm(kind)}>
              {t(`add.${kind}`)}
              {!can(kind) && <div className={classes.dim}>{t('add.notTwilio')}</div>}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconBookmark {...look} />} disabled={!keeps} onClick={keep}>
            {t('canned.saveAs')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {kept !== undefined && <SaveCanned {...kept} onClose={() => setKept(undefined)} />}
      {Form !== undefined && (
        <Form
          threadId={thread.id}
          onClose={close}
          onSend={async (content) => {
            const sent = await send({ ...content, replyTo }, null);
            if (sent) setReplyTo(thread.id, '');
            return sent;
          }}
        />
      )}
    </>
  );
}
