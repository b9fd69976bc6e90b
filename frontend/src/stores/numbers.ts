/** Which of our numbers a conversation is with. With one number there is nothing to tell apart, and nothing is said. */
import { type LabelColour, labelColours } from '@/lib/lists';
import { tintOf } from '@/lib/initials';
import { useDesk } from './desk';

/** A number as it is told from the others. */
export interface NumberMark {
  readonly name: string;
  readonly phone: string;
  readonly colour: LabelColour;
}

let of: ReadonlyMap<string, unknown> | undefined;
let colours: ReadonlyMap<string, LabelColour> = new Map();

/** The colours of the numbers: always the same ones, and none twice as long as there are enough. Once per version of the table. */
function coloursOf(numbers: ReadonlyMap<string, unknown>): ReadonlyMap<string, LabelColour> {
  if (numbers === of) return colours;
  of = numbers;
  const given = new Map<string, LabelColour>();
  const taken = new Set<LabelColour>();
  for (const id of [...numbers.keys()].sort()) {
    const first = tintOf(id, labelColours.length);
    const turn = [...labelColours.slice(first), ...labelColours.slice(0, first)];
    const colour = turn.find((each) => !taken.has(each)) ?? turn[0] ?? 'grey';
    taken.add(colour);
    given.set(id, colour);
  }
  return (colours = given);
}

/** How a number is told from the others; undefined when there are no others. */
export function useNumberMark(id: string): NumberMark | undefined {
  const several = useDesk((desk) => desk.numbers.size > 1);
  const number = useDesk((desk) => desk.numbers.get(id));
  const colour = useDesk((desk) => coloursOf(desk.numbers).get(id)) ?? 'grey';
  if (!several || number === undefined) return undefined;
  return { name: number.name === '' ? number.phone : number.name, phone: number.phone, colour };
}
