import { Button, CloseButton, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { choicesOf, type ChoicesForm, emptyRow, limits, type RowForm, rowsOf, type SectionForm, twice } from './choices-model';
import classes from './compose-dialog.module.css';
import { useTooLong } from './use-too-long';

interface FieldsProps {
  readonly form: ChoicesForm;
  readonly onChange: (part: Partial<ChoicesForm>) => void;
}

function without<T>(list: readonly T[], at: number): readonly T[] {
  return list.filter((_, index) => index !== at);
}

/** The texts of the buttons. */
export function ButtonFields({ form, onChange }: FieldsProps): ReactElement {
  const { t } = useTranslation('composer');
  const tooLong = useTooLong();
  const again = twice(choicesOf(form));
  return (
    <>
      {form.buttons.map((each, at) => (
        <div key={at} className={classes.line}>
          <TextInput
            className={classes.grow}
            label={t('choices.buttonN', { n: at + 1 })}
            dir="auto"
            value={each}
            error={tooLong(each, limits.button) || (again.has(each.trim()) && t('choices.twice'))}
            onChange={(event) => onChange({ buttons: form.buttons.with(at, event.currentTarget.value) })}
          />
          {form.buttons.length > 1 && <CloseButton mt={22} aria-label={t('choices.buttonRemove', { n: at + 1 })} onClick={() => onChange({ buttons: without(form.buttons, at) })} />}
        </div>
      ))}
      {form.buttons.length < limits.buttons && (
        <Button className={classes.add} size="compact-sm" variant="subtle" onClick={() => onChange({ buttons: [...form.buttons, ''] })}>
          {t('choices.buttonAdd')}
        </Button>
      )}
    </>
  );
}

/** The button that opens the list, and its sections with their rows. */
export function SectionFields({ form, onChange }: FieldsProps): ReactElement {
  const { t } = useTranslation('composer');
  const tooLong = useTooLong();
  const { sections } = form;
  const again = twice(choicesOf(form));
  const rows = rowsOf(form);
  return (
    <>
      <TextInput label={t('choices.open')} required dir="auto" value={form.open} error={tooLong(form.open, limits.button)} onChange={(event) => onChange({ open: event.currentTarget.value })} />
      {sections.map((each, at) => (
        <Section key={at} section={each} at={at} several={sections.length > 1} full={rows >= limits.rows} again={again} onChange={(next) => onChange({ sections: next === undefined ? without(sections, at) : sections.with(at, next) })} />
      ))}
      {rows < limits.rows ? (
        <Button className={classes.add} size="compact-sm" variant="subtle" onClick={() => onChange({ sections: [...sections, { title: '', rows: [emptyRow] }] })}>
          {t('choices.sectionAdd')}
        </Button>
      ) : (
        <p className={classes.note}>{t('choices.full', { most: limits.rows })}</p>
      )}
    </>
  );
}

interface SectionProps {
  readonly section: SectionForm;
  readonly at: number;
  readonly several: boolean;
  readonly full: boolean;
  readonly again: ReadonlySet<string>;
  /** The section as it is then; undefined takes it away. */
  readonly onChange: (next: SectionForm | undefined) => void;
}

function Section({ section, at, several, full, again, onChange }: SectionProps): ReactElement {
  const { t } = useTranslation('composer');
  const tooLong = useTooLong();
  const { title, rows } = section;
  const setRow = (index: number, part: Partial<RowForm>): void => onChange({ ...section, rows: rows.map((each, place) => (place === index ? { ...each, ...part } : each)) });
  return (
    <fieldset className={classes.section} aria-label={t('choices.sectionN', { n: at + 1 })}>
      {several && (
        <div className={classes.line}>
          <TextInput className={classes.grow} label={t('choices.sectionTitle', { n: at + 1 })} required dir="auto" value={title} error={tooLong(title, limits.row)} onChange={(event) => onChange({ ...section, title: event.currentTarget.value })} />
          <CloseButton mt={22} aria-label={t('choices.sectionRemove', { n: at + 1 })} onClick={() => onChange(undefined)} />
        </div>
      )}
      {rows.map((each, index) => (
        <div key={index} className={classes.line}>
          <TextInput className={classes.grow} aria-label={t('choices.rowN', { n: index + 1 })} placeholder={t('choices.rowN', { n: index + 1 })} dir="auto" value={each.title} error={tooLong(each.title, limits.row) || (again.has(each.title.trim()) && t('choices.twiceRow'))} onChange={(event) => setRow(index, { title: event.currentTarget.value })} />
          <TextInput className={classes.grow} aria-label={t('choices.aboutN', { n: index + 1 })} placeholder={t('choices.about')} dir="auto" value={each.about} error={tooLong(each.about, limits.about)} onChange={(event) => setRow(index, { about: event.currentTarget.value })} />
          {rows.length > 1 && <CloseButton aria-label={t('choices.rowRemove', { n: index + 1 })} onClick={() => onChange({ ...section, rows: without(rows, index) })} />}
        </div>
      ))}
      {!full && (
        <Button className={classes.add} size="compact-sm" variant="subtle" onClick={() => onChange({ ...section, rows: [...rows, emptyRow] })}>
          {t('choices.rowAdd')}
        </Button>
      )}
    </fieldset>
  );
}
