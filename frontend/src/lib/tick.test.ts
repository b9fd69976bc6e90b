import { expect, it } from 'vitest';
import { newer } from '@/test/newer';
import { messageStatuses } from './lists';
import { tickOf } from './tick';

it.each([...messageStatuses, 'failed', ''] as const)('has a tick for the status %j', (status) => {
  expect(['queued', 'sent', 'delivered', 'read', 'failed', 'unknown']).toContain(tickOf({ status }));
});

it('takes a status that it does not know for sent, unless something went wrong', () => {
  expect(tickOf({ status: newer('teleported') })).toBe('sent');
  expect(tickOf({ status: newer('toString') })).toBe('sent');
  expect(tickOf({ status: newer('teleported'), problem: { code: 1 } })).toBe('failed');
});
