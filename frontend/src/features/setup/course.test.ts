import { describe, expect, it } from 'vitest';
import type { CodeView, Setup } from '@/bridge/types';
import { courseOf } from './course';

const blank = { codeAskedAt: 0, codeCameAt: 0, codeShownAt: 0, codeCopiedAt: 0, codeExpiresAt: 0, verifiedAt: 0 };
const at = (stamps: Partial<Setup>): Setup => ({ ...blank, ...stamps }) as Setup;
const view = (receivedAt: number): CodeView => ({ found: true, code: { setupId: 's', code: '123456', sms: '', sender: 'WhatsApp', receivedAt, expiresAt: receivedAt + 600_000 } });

describe('courseOf', () => {
  it('tells each moment with the seconds since the last one', () => {
    const course = courseOf(at({ codeAskedAt: 100_000, codeCameAt: 108_000, codeShownAt: 108_500, codeCopiedAt: 112_500, verifiedAt: 130_500 }), view(107_000), 0, false, 131_000);
    expect(course).toEqual({
      asked: { at: 100_000, after: 0 }, reached: { at: 107_000, after: 7_000 }, shown: { at: 108_500, after: 1_500 },
      copied: { at: 112_500, after: 4_000 }, ended: { at: 130_500, after: 18_000 }, ending: 'accepted', sender: 'WhatsApp', isCall: false,
    });
  });

  it('knows what came when the code itself is wiped', () => {
    const course = courseOf(at({ codeAskedAt: 100_000, codeCameAt: 108_000, codeShownAt: 109_000, codeExpiresAt: 708_000 }), undefined, 0, true, 708_000);
    expect([course.reached.at, course.shown.at, course.ending, course.ended]).toEqual([108_000, 109_000, 'expired', { at: 708_000, after: 599_000 }]);
  });

  it('is open until the last second, and refused only while it is', () => {
    const setup = at({ codeCameAt: 1_000, codeExpiresAt: 601_000 });
    expect(courseOf(setup, undefined, 0, false, 600_999).ending).toBe('open');
    expect(courseOf(setup, undefined, 0, true, 600_999).ending).toBe('refused');
  });

  it('leaves out what was not asked here, and an SMS of an earlier request', () => {
    expect(courseOf(at({}), view(5_000), 0, false, 6_000).reached).toEqual({ at: 5_000, after: 0 });
    expect(courseOf(at({ codeAskedAt: 100_000 }), view(5_000), 0, false, 101_000).reached.at).toBe(0);
  });

  it('knows a call from an SMS, before it came and after', () => {
    const asked = at({ codeAskedAt: 1_000, codeMethod: 'VOICE' });
    expect(courseOf(asked, undefined, 0, false, 2_000).isCall).toBe(true);
    expect(courseOf(asked, view(3_000), 0, false, 4_000).isCall).toBe(false);
    const spoken = view(3_000);
    expect(courseOf(at({}), { ...spoken, code: { ...spoken.code, call: true } }, 0, false, 4_000).isCall).toBe(true);
  });

  it('has no negative time when a carrier stamps ahead, and counts what was copied here', () => {
    const course = courseOf(at({ codeAskedAt: 100_000, codeShownAt: 101_000 }), view(103_000), 104_000, false, 104_000);
    expect([course.shown.after, course.copied]).toEqual([0, { at: 104_000, after: 1_000 }]);
  });
});
