/** A question with its buttons or its list, as the customer reads it: in a bubble, and while it is written. */
import { IconCheck, IconListDetails } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import classes from './choices-card.module.css';

/** One button or row; `about` is the row's description. */
export interface ShownChoice {
  readonly title: string;
  readonly about: string;
}

/** What there is to choose from. With `open` it is a list, and that is on its button. */
export interface ShownChoices {
  readonly header: string;
  readonly footer: string;
  readonly open: string;
  readonly sections: readonly { readonly title: string; readonly rows: readonly ShownChoice[] }[];
}

/** Whether a choice is what was chosen. A button has no description, and comes back without. */
export function isChosen(each: ShownChoice, chosen: ShownChoice | undefined): boolean {
  return chosen !== undefined && chosen.title === each.title && (chosen.about === '' || chosen.about === each.about);
}

interface ChoicesCardProps {
  readonly choices: ShownChoices;
  readonly body: ReactNode;
  /** Names the part with the buttons or rows. */
  readonly label: string;
  /** What the customer chose, and the word for that. */
  readonly chosen?: ShownChoice | undefined;
  readonly chosenLabel?: string;
}

/** Header, question, footer and what can be chosen, one below the other. */
export function ChoicesCard({ choices, body, label, chosen, chosenLabel }: ChoicesCardProps): ReactElement {
  const isList = choices.open !== '';
  return (
    <div className={classes.card}>
      {choices.header !== '' && <strong dir="auto">{choices.header}</strong>}
      {body}
      {choices.footer !== '' && (
        <span className={classes.footer} dir="auto">
          {choices.footer}
        </span>
      )}
      {isList && (
        <span className={classes.open} dir="auto">
          <IconListDetails size={15} stroke={1.6} aria-hidden />
          {choices.open}
        </span>
      )}
      <ul className={classes.rows} aria-label={label} data-list={isList || undefined}>
        {choices.sections.map((section, at) => (
          <Section key={at} title={section.title} rows={section.rows} chosen={chosen} chosenLabel={chosenLabel} />
        ))}
      </ul>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly rows: readonly ShownChoice[];
  readonly chosen: ShownChoice | undefined;
  readonly chosenLabel: string | undefined;
}

function Section({ title, rows, chosen, chosenLabel }: SectionProps): ReactElement {
  return (
    <>
      {title !== '' && (
        <li className={classes.section} dir="auto">
          {title}
        </li>
      )}
      {rows.map((each, index) => {
        const isIt = isChosen(each, chosen);
        return (
          <li key={index} className={classes.row} data-chosen={isIt || undefined} dir="auto">
            <span>
              {each.title}
              {each.about !== '' && <span className={classes.about}>{each.about}</span>}
            </span>
            {isIt && <IconCheck size={15} stroke={2} role="img" aria-label={chosenLabel} />}
          </li>
        );
      })}
    </>
  );
}
