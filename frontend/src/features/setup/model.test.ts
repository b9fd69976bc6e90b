import { describe, expect, it } from 'vitest';
import type { Setup } from '@/bridge/types';
import { codeGroups, codeState, finishStates, pinFault, profileFaults, reachable, stepOf, typedCode, waitTone } from './model';

const blank: Setup = {
  id: 's1', phone: '+34910051234', display: '+34 910 05 12 34', step: 'verify', state: 'draft', holder: 'u1', holderName: 'Maria', mine: true, holderGone: false, askedBy: '', askedAt: 0, keptAt: 0, takeOverAt: 0, leaseSince: 0, leaseUntil: 0,
  appId: '', wabaId: '', phoneId: '', displayName: '', codeMethod: 'SMS', codeAskedAt: 0, codeCameAt: 0, codeShownAt: 0, codeCopiedAt: 0, codeExpiresAt: 0, resendAt: 0, tryAt: 0, verifiedAt: 0, lookedAt: 0, name: '', description: '',
  serviceName: '', dataSource: [], profile: { about: '', address: '', description: '', email: '', vertical: '', websites: [] }, profileId: '', inboxId: '', agentId: '', finishStep: '',
  finishDone: [], numberId: '', problem: '', problemCode: 0, carrierOwned: true, carrierCalls: false, listens: false, updatedAt: 0,
};
const code = { found: true, code: { setupId: 's1', code: '493021', sms: 'WhatsApp code 493-021', sender: 'WhatsApp', receivedAt: 2000, expiresAt: 602_000 } };

describe('steps', () => {
  it.each([
    ['number', 'connect'],
    ['connect', 'connect'],
    ['verify', 'verify'],
    ['finish', 'summary'],
    ['done', 'summary'],
  ] as const)('%s is shown at %s', (step, want) => expect(stepOf({ ...blank, step })).toBe(want));

  it('goes to the code once Meta knows the number', () => {
    expect(stepOf({ ...blank, step: 'connect', phoneId: '1001' })).toBe('verify');
  });

  it('opens what was reached and nothing further', () => {
    expect(reachable('connect', undefined)).toBe(false);
    expect(reachable('connect', blank)).toBe(true);
    expect(reachable('settings', blank)).toBe(false);
  });
});

describe('profile and PIN', () => {
  it('counts characters as people do and knows addresses', () => {
    const profile = { about: '🌿'.repeat(139), address: '', description: 'x'.repeat(513), email: 'a@b', vertical: '', websites: ['https://a.example', 'ftp://b'] };
    expect(profileFaults(profile)).toEqual({ description: 'tooLong', email: 'email', website2: 'web' });
  });

  it('does not refuse for marks that came along with what was pasted', () => {
    expect(profileFaults({ about: '', address: '', description: '', email: '\u200ea@b.example\u202c', vertical: '', websites: ['\u2066https://a.example\u2069', '\u200e'] })).toEqual({});
  });

  it.each([
    ['12345', 'sixDigits'],
    ['12345a', 'sixDigits'],
    ['111111', 'simple'],
    ['123456', 'simple'],
    ['654321', 'simple'],
    ['493021', undefined],
  ])('PIN %s: %s', (pin, want) => expect(pinFault(pin)).toBe(want));
});

describe('the code', () => {
  it.each([
    ['idle', blank, undefined, 1000],
    ['waiting', { ...blank, codeAskedAt: 1000 }, { found: false, code: code.code }, 1500],
    ['ready', { ...blank, codeAskedAt: 1000 }, code, 3000],
    ['ready', blank, code, 3000],
    ['waiting', { ...blank, codeAskedAt: 17_500 }, code, 18_000],
    ['unread', { ...blank, codeAskedAt: 1000 }, { found: true, code: { ...code.code, code: '' } }, 3000],
    ['expired', { ...blank, codeAskedAt: 1000 }, code, 602_000],
    ['expired', { ...blank, codeAskedAt: 1000 }, undefined, 601_000],
    ['idle', { ...blank, codeAskedAt: 1000, problem: '', said: { code: 'invalid', subcode: 'meta' } }, undefined, 1500],
    ['ready', { ...blank, codeAskedAt: 1000, problem: 'Wrong code.' }, code, 3000],
    ['accepted', { ...blank, verifiedAt: 5 }, code, 3000],
  ] as const)('is %s', (want, setup, view, now) => expect(codeState(setup, view, now)).toBe(want));

  it('stands in two groups of three', () => {
    expect(codeGroups('493021')).toEqual([['4', '9', '3'], ['0', '2', '1']]);
    expect(codeGroups('12345')).toHaveLength(1);
    expect(typedCode(' 493-021 ')).toBe('493021');
    expect(typedCode('493-0211')).toBe('4930211'); // not a code that is tried
  });

  it.each([[30_000, 'usual'], [31_000, 'slow'], [121_000, 'late']] as const)('after %i ms the wait is %s', (ms, want) => expect(waitTone(ms)).toBe(want));
});

describe('finishing', () => {
  it('shows what is done, where it stopped, and what waits', () => {
    const setup: Setup = { ...blank, step: 'finish', finishDone: ['register'], problem: 'Meta refused.' };
    expect(finishStates(setup, false).map((each) => each.state)).toEqual(['done', 'stopped', 'waiting', 'waiting', 'waiting']);
    expect(finishStates(setup, true)[1]?.state).toBe('running');
    expect(finishStates({ ...blank, step: 'done' }, false).every((each) => each.state === 'done')).toBe(true);
  });
});
