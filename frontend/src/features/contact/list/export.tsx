import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { ContactRow, ContactsAsk } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow } from '@/lib/clock';
import { encodeTable } from '@/lib/encode-table';
import { formatNumber } from '@/lib/numbers';
import { showProblem, showToast } from '@/ui/toast';
import { useAttributes } from '../attribute-fields';

interface ExportProps {
  readonly asked: Omit<ContactsAsk, 'after'>;
  readonly matching: number;
  readonly disabled: boolean;
}

const stamp = (at: number): string => (at === 0 ? '' : new Date(at).toISOString());

/** Saves the contacts that match as a table: those, and of them only that, which the person may see. */
export function ExportContacts({ asked, matching, disabled }: ExportProps): ReactElement {
  const { t } = useTranslation('contacts');
  const locale = useLocale();
  const attributes = useAttributes();
  const [done, setDone] = useState<number>();
  const stopped = useRef(false);
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );
  const head = [t('column.name'), t('export.phone'), t('export.profileName'), t('import.part.accountId'), t('export.language'), t('column.labels'), ...attributes.map((each) => each.name), t('export.optIn'), t('export.lastAt'), t('export.createdAt'), t('export.blocked')];
  const lineOf = ({ contact, lastAt }: ContactRow): string[] => [
    contact.savedName, contact.phone, contact.profileName, contact.accountId, contact.language ?? '', (contact.labels ?? []).join(', '),
    ...attributes.map((each) => contact.attributes?.find((value) => value.key === each.id)?.value ?? ''),
    [...new Set((contact.optIns ?? []).filter((each) => each.withdrawnAt === 0).flatMap((each) => each.purposes))].join(', '), stamp(lastAt), stamp(contact.createdAt), stamp(contact.blockedAt ?? 0),
  ];
  const run = async (separator: ',' | ';'): Promise<void> => {
    stopped.current = false;
    setDone(0);
    const lines: string[][] = [head];
    try {
      for (let after = '', more = true; more; ) {
        // By when they were met: nobody moves up or down while pages are read.
        const page = await bridge().contacts.list({ ...asked, sort: 'created', after });
        if (stopped.current) return setDone(undefined);
        lines.push(...page.contacts.map(lineOf));
        after = page.contacts.at(-1)?.contact.id ?? '';
        more = page.more && after !== '';
        setDone(lines.length - 1);
      }
      const path = await bridge().system.saveMade('csv', t('export.name', { day: new Date(relayNow()).toISOString().slice(0, 10) }), await encodeTable(lines, separator));
      if (path !== '') showToast('contacts-saved', t('export.saved', { rows: formatNumber(lines.length - 1, locale), path }), '');
    } catch (reason) {
      showProblem(t('export.failed'), reason);
    }
    setDone(undefined);
  };
  if (done !== undefined) {
    return (
      <Button variant="default" onClick={() => (stopped.current = true)}>
        {`${t('export.running', { rows: formatNumber(done, locale), all: formatNumber(matching, locale) })} · ${t('export.cancel')}`}
      </Button>
    );
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden="true" />} disabled={disabled}>
          {t('export.button')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void run(',')}>{t('export.comma')}</Menu.Item>
        <Menu.Item onClick={() => void run(';')}>{t('export.semicolon')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
