const known = ['behind', 'clock', 'damaged', 'full', 'write'] as const;

/** What can be wrong with the relay itself: the values of desk.Alarm. */
export type RelayAlarm = (typeof known)[number];

/** Whether the relay's word for what is wrong is one that this version has a sentence for. */
export function isRelayAlarm(said: string): said is RelayAlarm {
  return known.some((each) => each === said);
}
