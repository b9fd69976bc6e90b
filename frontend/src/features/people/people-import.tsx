import { Button, Checkbox, FileButton, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Invitation, PeopleImported, PersonFate } from '@/bridge/types';
import { useSaid } from '@/i18n/said';
import { encodeText } from '@/lib/base64';
import { isolate } from '@/lib/bidi';
import { textOf, writeCsv } from '@/lib/csv';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Chip } from '@/ui/chip';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { columns, largestFile, type ListRow, mostPeople, type PeopleList, readPeople } from './people-list';
import classes from './people.module.css';

/** Takes a list of people from a file: what would become of each row first, then all of it or nothing. */
export function PeopleImport({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('people');
  const inboxes = useDesk((desk) => desk.inboxes);
  const numbers = useDesk((desk) => desk.numbers);
  const [list, setList] = useState<PeopleList | 'tooLarge' | 'unknownText'>();
  const [file, setFile] = useState(0); // which one: its rows begin anew
  const [unsaved, setUnsaved] = useState(false); // codes are on the way or here that nobody has yet
  const read = async (chosen: File | null): Promise<void> => {
    if (chosen === null) return;
    setFile((before) => before + 1);
    if (chosen.size > largestFile) return setList('tooLarge');
    const text = textOf(new Uint8Array(await chosen.arrayBuffer()));
    setList(text === undefined ? 'unknownText' : readPeople(text, { inboxes: [...inboxes.values()], numbers: [...numbers.values()] }));
  };
  return (
    <Modal opened onClose={onClose} size={720} title={t('import.title')} closeButtonProps={{ 'aria-label': t('import.close') }} closeOnClickOutside={false} closeOnEscape={!unsaved} withCloseButton={!unsaved} centered>
      <div className={form.form}>
        <p className={classes.note}>{t('import.text', { columns: columns.join(', ') })}</p>
        <p className={classes.note}>{t('import.example')}</p>
        <div>
          <FileButton accept=".csv,text/csv" resetRef={undefined} onChange={(chosen) => void read(chosen)}>
            {(props) => (
              <Button variant="default" {...props} disabled={unsaved} data-autofocus>
                {t('import.choose')}
              </Button>
            )}
          </FileButton>
        </div>
        {list !== undefined && (typeof list === 'object' && 'rows' in list ? <Rows key={file} rows={list.rows} onUnsaved={setUnsaved} onClose={onClose} /> : <Unreadable list={list} />)}
      </div>
    </Modal>
  );
}

function Unreadable({ list }: { readonly list: Exclude<PeopleList, { rows: unknown }> | 'tooLarge' | 'unknownText' }): ReactElement {
  const { t } = useTranslation('people');
  const said =
    list === 'tooLarge' ? t('import.tooLarge')
    : list === 'unknownText' ? t('import.unknownText')
    : 'openQuote' in list ? t('import.openQuote', { line: list.openQuote })
    : 'missing' in list ? t('import.missing', { columns: list.missing.join(', ') })
    : 'twice' in list ? t('import.twice', { columns: list.twice.join(', ') })
    : 'unknown' in list ? t('import.unknown', { columns: list.unknown.join(', '), known: columns.join(', ') })
    : t('import.tooMany', { most: mostPeople });
  return <Callout tone="red">{said}</Callout>;
}

interface RowsProps {
  readonly rows: readonly ListRow[];
  readonly onUnsaved: (unsaved: boolean) => void;
  readonly onClose: () => void;
}

function Rows({ rows, onUnsaved, onClose }: RowsProps): ReactElement {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const [answer, setAnswer] = useState<PeopleImported>();
  const [agreed, setAgreed] = useState(false);
  const [renewed, setRenewed] = useState<readonly Invitation[]>();
  const act = useAct();
  const faulty = rows.some((each) => each.fault !== undefined);
  const sent = rows.flatMap((each) => each.row ?? []);
  const run = async (dry: boolean): Promise<void> => {
    // From the moment on that it is sent: the answer has the only copy of the codes.
    onUnsaved(!dry);
    setAgreed(false);
    const said = await act.run(() => bridge().admin.importPeople({ rows: sent, dry }));
    onUnsaved(said?.value.kept === true && said.value.fates.some((each) => each.invitation !== null));
    if (said === undefined) return;
    setAnswer(said.value);
    if (said.value.kept) void queries.invalidateQueries({ queryKey: ['admin', 'invitations'] });
  };
  const fates = answer?.fates ?? [];
  const fateOf = (row: ListRow): PersonFate | undefined => (row.row === undefined ? undefined : fates[sent.indexOf(row.row)]);
  const refused = faulty || fates.some((each) => each.fate === 'refused');
  const alone = answer?.kept === true || refused ? [] : (answer?.leftAlone ?? []);
  const toDo = fates.filter((each) => each.fate === 'invited' || each.fate === 'changed').length;
  const open = sent.filter((_, at) => fates[at]?.fate === 'open');
  // With the codes of those who are invited now: they are saved together.
  const mayRenew = renewed === undefined && open.length > 0 && !refused && (answer?.kept === true || toDo === 0);
  const renew = async (): Promise<void> => {
    const emails = new Set(open.map((each) => each.email.trim().toLowerCase()));
    const said = await act.run(async () => {
      const { invitations } = await bridge().admin.invitations();
      return bridge().admin.reinvite(invitations.filter((each) => emails.has(each.email.toLowerCase())).map((each) => each.id));
    });
    if (said === undefined) return;
    const made = said.value.invitations;
    setRenewed(made);
    if (made.length > 0) onUnsaved(true);
    void queries.invalidateQueries({ queryKey: ['admin', 'invitations'] });
  };
  if (rows.length === 0) return <Callout>{t('import.empty')}</Callout>;
  return (
    <>
      <div className={classes.fates} role="group" aria-label={t('import.rows')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('import.line')}</th>
              <th scope="col">{t('table.name')}</th>
              <th scope="col">{t('import.fate')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((each) => (
              <tr key={each.line}>
                <td className="figures">{each.line}</td>
                <td>
                  <bdi>{each.name}</bdi> <bdi className={classes.dim}>{each.email}</bdi>
                </td>
                <td>
                  <Fate row={each} fate={fateOf(each)} kept={answer?.kept === true} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Refusal error={act.error} fallback={t('failed')} />
      {refused && <Callout tone="red">{t('import.refused')}</Callout>}
      {mayRenew && <InvitedAlready count={open.length} busy={act.busy} onRenew={() => void renew()} />}
      {renewed?.length === 0 && <Callout>{t('import.renewed', { count: 0 })}</Callout>}
      {answer?.kept === true || (renewed ?? []).length > 0 ? (
        <Codes key={renewed?.length} fates={fates} kept={answer?.kept === true} renewed={renewed ?? []} onSaved={() => onUnsaved(false)} onClose={onClose} />
      ) : (
        <>
          {alone.length > 0 && <LeftAlone numbers={alone} agreed={agreed} onAgree={setAgreed} />}
          <div className={form.buttons}>
            <Button variant={answer === undefined ? 'filled' : 'default'} loading={act.busy} disabled={sent.length === 0} onClick={() => void run(true)}>
              {t('import.check')}
            </Button>
            {answer !== undefined && !refused && (
              <Button loading={act.busy} disabled={toDo === 0 || (alone.length > 0 && !agreed)} onClick={() => void run(false)}>
                {t('import.run', { count: toDo })}
              </Button>
            )}
          </div>
        </>
      )}
    </>
  );
}

/** The active numbers that the list leaves without anybody, which is agreed to before it is taken. */
function LeftAlone({ numbers, agreed, onAgree }: { readonly numbers: readonly string[]; readonly agreed: boolean; readonly onAgree: (agreed: boolean) => void }): ReactElement {
  const { t } = useTranslation(['people', 'common']);
  const known = useDesk((desk) => desk.numbers);
  const names = numbers.map((id) => isolate(known.get(id)?.name ?? id)).join(', ');
  return (
    <Callout tone="amber">
      {t('common:leftAlone.text', { count: numbers.length, names })}
      <Checkbox mt="xs" label={t('import.leaveAlone')} checked={agreed} onChange={(event) => onAgree(event.currentTarget.checked)} />
    </Callout>
  );
}

function Fate({ row, fate, kept }: { readonly row: ListRow; readonly fate: PersonFate | undefined; readonly kept: boolean }): ReactElement {
  const { t } = useTranslation('people');
  const say = useSaid();
  if (row.fault !== undefined) return <span className={classes.fault}>{t(`import.fault.${row.fault.column}`, { value: row.fault.value })}</span>;
  if (fate === undefined) return <span className={classes.dim}>{t('import.unchecked')}</span>;
  if (fate.fate === 'refused') return <span className={classes.fault}>{fate.said === null ? t('failed') : say(fate.said)}</span>;
  const tone = fate.fate === 'invited' || fate.fate === 'changed' ? 'ok' : undefined;
  return <Chip {...(tone && { tone })}>{t(`import.${kept ? 'done' : 'will'}.${fate.fate}`)}</Chip>;
}

/** Offers new codes for those who are invited already. */
function InvitedAlready({ count, busy, onRenew }: { readonly count: number; readonly busy: boolean; readonly onRenew: () => void }): ReactElement {
  const { t } = useTranslation('people');
  return (
    <Callout
      actions={
        <Button size="compact-sm" variant="default" loading={busy} onClick={onRenew}>
          {t('import.renew')}
        </Button>
      }
    >
      {t('import.invited', { count })}
    </Callout>
  );
}

interface CodesProps {
  readonly fates: readonly PersonFate[];
  readonly kept: boolean;
  readonly renewed: readonly Invitation[];
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

/** The links and codes of who was invited, or invited again, to take away now: they are not shown again. */
function Codes({ fates, kept, renewed, onSaved, onClose }: CodesProps): ReactElement {
  const { t } = useTranslation('people');
  const [saved, setSaved] = useState('');
  const [leaving, setLeaving] = useState(false);
  const act = useAct();
  const invited = fates.flatMap((each) => each.invitation ?? []);
  const made = [...invited, ...renewed];
  const save = async (): Promise<void> => {
    const lines = [['name', 'email', 'link', 'code'], ...made.map((each) => [each.name, each.email, each.link, each.code])];
    const done = await act.run(() => bridge().system.saveMade('csv', t('import.fileName'), encodeText(writeCsv(lines, ','))));
    if (done === undefined || done.value === '') return;
    setSaved(done.value);
    onSaved();
  };
  const lost = made.length > 0 && saved === '';
  return (
    <>
      {kept && <Callout tone="ok">{t('import.kept', { count: invited.length })}</Callout>}
      {renewed.length > 0 && <Callout tone="ok">{t('import.renewed', { count: renewed.length })}</Callout>}
      <Refusal error={act.error} fallback={t('failed')} />
      {saved !== '' && <Callout tone="ok">{t('import.saved', { path: saved })}</Callout>}
      {leaving && lost && <Callout tone="amber">{t('import.unsaved', { count: made.length })}</Callout>}
      <div className={form.buttons}>
        {made.length > 0 && (
          <Button loading={act.busy} onClick={() => void save()}>
            {t('import.save')}
          </Button>
        )}
        {leaving && lost ? (
          <Button color="red" variant="outline" onClick={onClose}>
            {t('import.lose')}
          </Button>
        ) : (
          <Button variant="default" onClick={() => (lost ? setLeaving(true) : onClose())}>
            {t('import.finish')}
          </Button>
        )}
      </div>
    </>
  );
}
