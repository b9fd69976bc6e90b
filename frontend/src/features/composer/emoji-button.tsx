import { Popover } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { EmojiPicker } from 'frimousse';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useActs } from '@/i18n/use-acts';
import { acts } from '@/lib/acts';
import { emojibaseUrl } from '@/lib/emoji';
import { emojiTone, noteEmoji } from '@/lib/emoji-names';
import { IconButton } from '@/ui/icon-button';
import classes from './emoji-button.module.css';
import { EmojiTones } from './emoji-tones';

/** The picker of emoji; its tables come from this origin. */
export function EmojiButton({ onEmoji }: { readonly onEmoji: (emoji: string) => void }): ReactElement {
  const { t } = useTranslation('composer');
  const [open, setOpen] = useState(false);
  useActs([{ id: 'composer.emoji', run: () => setOpen(true) }]);
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <IconButton label={t('emoji')} keys={acts['composer.emoji'].keys} icon={<IconMoodSmile size={19} stroke={1.6} />} onClick={() => setOpen(!open)} />
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('picker.label')}>
        {open && (
          <EmojiPicker.Root
            className={classes.picker}
            emojibaseUrl={emojibaseUrl}
            skinTone={emojiTone()}
            onEmojiSelect={({ emoji }) => {
              setOpen(false);
              noteEmoji(emoji);
              onEmoji(emoji);
            }}
          >
            {/* Not autoFocus: that comes before the popover has noted where the focus is to go back to. */}
            <EmojiPicker.Search className={classes.search} placeholder={t('picker.search')} aria-label={t('picker.search')} data-autofocus />
            <EmojiPicker.Viewport className={classes.viewport}>
              <EmojiPicker.Loading className={classes.note}>{t('picker.loading')}</EmojiPicker.Loading>
              <EmojiPicker.Empty className={classes.note}>{t('picker.empty')}</EmojiPicker.Empty>
              <EmojiPicker.List
                components={{
                  // The library counts rows and columns from 0, ARIA from 1.
                  Row: ({ children, ...props }) => (
                    <div {...props} aria-rowindex={(props['aria-rowindex'] ?? 0) + 1}>
                      {children}
                    </div>
                  ),
                  CategoryHeader: ({ category, ...props }) => (
                    <div className={classes.category} {...props}>
                      {category.label}
                    </div>
                  ),
                  Emoji: ({ emoji, ...props }) => (
                    <button className={classes.emoji} {...props} aria-colindex={(props['aria-colindex'] ?? 0) + 1}>
                      {emoji.emoji}
                    </button>
                  ),
                }}
              />
            </EmojiPicker.Viewport>
            <EmojiTones />
          </EmojiPicker.Root>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
