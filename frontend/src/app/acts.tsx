import type { ReactElement } from 'react';
import { FirstStepsActs } from '@/features/first-steps/first-steps-acts';
import { GuideActs } from '@/features/sandbox/guide/guide-acts';
import { LookActs } from './look-acts';

/** What the palette offers on every screen, of features that have no place of their own there. */
export function Acts(): ReactElement {
  return (
    <>
      <GuideActs />
      <FirstStepsActs />
      <LookActs />
    </>
  );
}
