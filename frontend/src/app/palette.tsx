import { useMantineColorScheme } from '@mantine/core';
import { createSpotlight, Spotlight, type SpotlightActionGroupData, useSpotlight } from '@mantine/spotlight';
import { IconHistory, IconSearch } from '@tabler/icons-react';
import { memo, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { setWindowTheme } from '@/bridge/runtime';
import { useContactName } from '@/i18n/names';
import { type Doing, useActs } from '@/i18n/use-acts';
import { type Action, useActions } from '@/lib/actions';
import { useGo } from '@/lib/go';
import { paths, threadPath } from '@/lib/paths';
import { formatPhone } from '@/lib/phone';
import { useThreadPlace } from '@/stores/use-thread-place';
import { useDesk } from '@/stores/desk';
import { goToInteraction } from '@/stores/go-to-interaction';
import { personIn } from '@/stores/selectors';
import { useTitled } from '@/stores/titles';
import { useContactSearch } from '@/stores/search';
import { setWriteIn } from '@/stores/view';
import { Avatar } from '@/ui/avatar';
import { Kbd } from '@/ui/kbd';
import { useLinked } from './use-linked';
import classes from './palette.module.css';
import { inPaletteOrder } from './palette-order';
import { type Pages, rail } from './routes';

const mostThreads = 6;

/** A line of the palette, in its group. */
function lineOf({ id, label, group, description, keywords, icon, keys, run }: Action): SpotlightActionGroupData {
  return {
    group,
    actions: [
      {
        id,
        label,
        description,
        keywords: keywords === undefined ? undefined : [...keywords],
        leftSection: icon,
        rightSection: keys === undefined ? undefined : <Kbd keys={keys} />,
        onClick: run,
      },
    ],
  };
}

/** The conversation of a link in the query, or those that it finds: by name, user name, account or a number that this person may see. */
function useThreads(typed: string): SpotlightActionGroupData & { readonly unseen: boolean } {
  const { t } = useTranslation('common');
  const go = useGo();
  const nameOf = useContactName();
  const placeOf = useThreadPlace();
  const linked = useLinked(typed);
  // What stands in a link is nobody's name.
  const query = linked === undefined ? typed : '';
  // More than are shown, so that the best of them can be chosen.
  const found = useContactSearch(query, 10 * mostThreads);
  const contacts = useDesk((desk) => desk.contacts);
  const titled = useTitled(query);
  if (linked !== undefined) return { group: t('palette.threads'), actions: linked.actions, unseen: !linked.seen };
  return {
    group: t('palette.threads'),
    unseen: false,
    actions: [...titled.map(({ interaction, contactId }) => ({
      id: `past.${interaction.id}`,
      label: interaction.title ?? '',
      description: nameOf(personIn(contacts, contactId)),
      leftSection: <IconHistory size={18} stroke={1.6} aria-hidden />,
      onClick: () => {
        go(threadPath(interaction.threadId));
        void goToInteraction(interaction);
      },
    })), ...found.map(({ contact, threadId }) => {
      const label = nameOf(contact);
      const phone = formatPhone(contact.phone);
      return {
        id: `thread.${threadId}`,
        label,
        description: placeOf(threadId, phone === label ? '' : phone),
        leftSection: <Avatar id={contact.id} name={label} size={24} />,
        onClick: () => {
          setWriteIn(threadId);
          go(threadPath(threadId));
        },
      };
    })],
  };
}

const [store, spotlight] = createSpotlight();

/** The palette on Ctrl/Cmd+K: every screen, the appearance, whatever the mounted features offer, and conversations. */
export const Palette = memo(function Palette({ pages }: { readonly pages: Pages }): ReactElement {
  const { t } = useTranslation('common');
  const go = useGo();
  const { setColorScheme } = useMantineColorScheme();
  const [query, setQuery] = useState('');
  const { unseen, ...threads } = useThreads(query);
  const appearance = (scheme: 'auto' | 'light' | 'dark', label: string): Doing => ({
    id: `theme.${scheme}`,
    label,
    run: () => {
      setColorScheme(scheme);
      setWindowTheme(scheme);
    },
  });
  const screens = [...rail.top, ...rail.bottom]
    // A screen has its key whichever of the others a person has, so that the same one leads to it for everybody.
    .map((name) => ({ id: `go.${name}`, may: pages[name] !== undefined, label: t(`rail.${name}`), run: () => go(paths[name]) }));
  useActs([
    ...screens,
    appearance('light', t('palette.themeLight')),
    appearance('dark', t('palette.themeDark')),
    // Last: its name has the words of both others in it.
    appearance('auto', t('palette.themeAuto')),
    { id: 'palette', label: t('palette.open'), run: () => spotlight.toggle() },
  ]);
  const commands = useActions(useSpotlight(store).opened).map(lineOf);
  return (
    <Spotlight
      store={store}
      actions={inPaletteOrder(query, commands, threads, mostThreads)}
      // Chosen and in order already.
      filter={(_, actions) => actions}
      query={query}
      onQueryChange={setQuery}
      attributes={{ content: { 'aria-label': t('palette.open') } }}
      classNames={{ actionsGroup: classes.group }}
      highlightQuery
      limit={14}
      nothingFound={t(unseen ? 'palette.linkUnseen' : 'palette.nothing')}
      // The map in lib/shortcuts.ts hears Ctrl/Cmd+K, so that it is listed under "?" and leaves input methods alone.
      shortcut={null}
      searchProps={{ leftSection: <IconSearch size={18} stroke={1.6} />, placeholder: t('palette.placeholder'), 'aria-label': t('palette.placeholder') }}
    />
  );
});
