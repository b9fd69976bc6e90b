/** The fake's practice: the customers' phones and what can be played on them. */
import { BridgeError } from './errors';
import type { FakeBench } from './fake-setup';
import type { FakeWorld } from './fake-world';
import type { SandboxApi } from './sandbox';
import type { SandboxMessage, SandboxPanel, SandboxThread } from './types';

/** A phone's threads with one message more. */
function withLine(threads: readonly SandboxThread[], phoneNumberId: string, line: SandboxMessage): SandboxThread[] {
  const thread = threads.find((each) => each.phoneNumberId === phoneNumberId) ?? { phoneNumberId, businessName: phoneNumberId, unread: 0, typing: false, windowEndsMs: 0, messages: [] };
  return [...threads.filter((each) => each !== thread), { ...thread, messages: [...thread.messages, line] }];
}

/** The sandbox panel. */
export function fakeSandbox(world: FakeWorld, bench: FakeBench): SandboxApi {
  const show = (panel: Partial<SandboxPanel>): void => {
    bench.panel = { ...bench.panel, ...panel, rev: bench.panel.rev + 1 };
    world.emit('sandbox');
  };
  const on = (name: string, ...args: readonly unknown[]): void => {
    world.note(`sandbox.${name}`, args);
    if (!world.state.practice) throw new BridgeError('forbidden', 'The sandbox works in practice only.', 'notPractice');
  };
  return {
    panel: async () => (on('panel'), bench.panel),
    write: async (message) => {
      on('write', message);
      const stamp = { fromCustomer: true, stampMs: world.now - message.agoMs, tick: 'accepted', errorCode: 0, errorText: '', removed: false };
      const line = { ...stamp, id: world.id('sbx'), type: message.kind, replyTo: message.replyTo, header: '', text: message.text, footer: '', mime: '', mediaId: '', voice: false, filename: message.filename, latitude: message.latitude, longitude: message.longitude, name: message.name, address: message.address, cards: message.cards ?? [], buttons: [], template: '', customerReaction: '', businessReaction: '' };
      show({
        phones: bench.panel.phones.map((phone) => (phone.customer.id === message.customerId ? { ...phone, threads: withLine(phone.threads, message.numberId, line) } : phone)),
      });
    },
    setFaults: async (faults) => (on('setFaults', faults), show({ faults })),
    window: async (act) => (on('window', act), undefined),
    news: async (news) => (on('news', news), undefined),
    media: async (piece) => (on('media', piece), { mime: 'audio/ogg', size: 1, data: btoa('O') }), // one letter, whichever is asked for
    putCustomer: async (customer) => {
      on('putCustomer', customer);
      const made = { ...customer, id: customer.id === '' ? world.id('cus') : customer.id };
      const others = bench.panel.phones.filter((each) => each.customer.id !== made.id);
      const threads = bench.panel.phones.find((each) => each.customer.id === made.id)?.threads ?? [];
      show({ phones: [...others, { customer: made, threads }] });
    },
  };
}
