/** The fake's conversations: pages, search, replies, offers, ends. It refuses what the relay refuses most. */
import type { ThreadsApi } from './threads';
import type { ComposeApi } from './compose';
import { BridgeError } from './errors';
import { highlight } from '@/lib/highlight';
import { channelRules } from '@/lib/lists';
import { addNote } from './fake-notes';
import { contactRow, interactionRow, messageRow, threadRow } from './fake-rows';
import type { Answers } from './fake-answers';
import type { FakeWorld } from './fake-world';
import type { SyncApi } from './sync';
import type { EndReason, Interaction, Message, OfferState, Queued, SearchFilter, Send, Thread } from './types';


/** What the relay answers of a conversation. */
type TalkName =
  | 'alert.unreached' | 'contact.save' | 'decision.replay' | 'identity.checked' | 'interaction.archive' | 'interaction.close' | 'interaction.file' | 'interaction.priority' | 'interaction.reopen' | 'interaction.requeue' | 'interaction.take' | 'interaction.takeBack' | 'interaction.takers' | 'interaction.transfer' | 'shift.end' | 'shift.packet' | 'shift.undo' | 'message.cancel' | 'message.erase'
  | 'message.resend' | 'message.whole' | 'optIn.add' | 'optIn.withdraw' | 'notice.read' | 'draft.list' | 'draft.put' | 'thread.inView' | 'offer.accept' | 'offer.decline' | 'presence.set' | 'thread.read' | 'thread.unread';

/** Pages and search over the fake's messages: what the app does with its local copy. */
export function fakeSync(world: FakeWorld): Omit<SyncApi, 'whole'> {
  const find = (query: string, threadId: string, filter: SearchFilter, limit: number, from: readonly Message[]): Message[] =>
    from
      .filter((each) => (threadId === '' || each.threadId === threadId) && passes(world, each, filter) && (query === '' || highlight(`${each.text} ${each.media?.fileName ?? ''}`, query).some(({ hit }) => hit)))
      .sort((a, b) => b.at - a.at || b.seq - a.seq)
      .slice(0, limit);
  return {
    changes: async (rev) => (world.note('sync.changes', [rev]), world.changes(rev)),
    messages: async (threadId, at, seq, limit) => {
      world.note('sync.messages', [threadId, at, seq, limit]);
      const earlier = (each: Message): boolean => (at === 0 && seq === 0) || each.at < at || (each.at === at && each.seq < seq);
      const here = world.messagesOf(threadId).filter(earlier);
      if (here.length > limit) return { messages: here.slice(-limit), more: true, offline: false };
      // What is here of the newest waits for nobody.
      if (at === 0 && seq === 0 && here.length > 0) return { messages: here, more: true, offline: false };
      const old = (world.archive.get(threadId) ?? []).filter(earlier);
      if (old.length === 0) return { messages: here, more: false, offline: false };
      if (!world.online) return { messages: here, more: here.length > 0, offline: true };
      const rest = old.slice(-(limit - here.length));
      return { messages: [...rest, ...here], more: old.length > rest.length, offline: false };
    },
    together: async () => [...world.together].map(([threadId, people]) => ({ threadId, people: [...people] })),
    messagesFrom: async (threadId, seq, limit) => world.messagesOf(threadId).filter((each) => each.seq >= seq).slice(0, limit),
    search: async (query, threadId, filter, limit) => (world.note('sync.search', [query, threadId, filter]), find(query, threadId, filter, limit, world.all('messages'))),
    searchRelay: async (query, threadId, filter, before, limit) => {
      world.note('sync.searchRelay', [query, threadId, filter, before]);
      if (!world.online) throw new BridgeError('unavailable', 'There is no connection to the relay.', 'offline');
      const found = find(query, threadId, filter, limit + 1, [...world.archive.values()].flat());
      return { messages: found.slice(0, limit), more: found.length > limit, offline: false };
    },
  };
}

function passes(world: FakeWorld, { out, author, media, at, threadId }: Message, filter: SearchFilter): boolean {
  const { from, numberId, labels, files, since, until } = filter;
  const thread = world.need('threads', threadId);
  if (from !== '' && !(from === 'customer' ? !out : from === 'us' ? out : author === from)) return false;
  if (numberId !== '' && thread.numberId !== numberId) return false;
  if (labels.length > 0 && !(thread.labels ?? []).some((each) => labels.includes(each))) return false;
  if (files !== '' && (media === null || (files !== 'any' && !media.mime.startsWith(`${files}/`)))) return false;
  return at >= since && (until === 0 || at < until);
}

/** Lets queued replies become messages, in order, until one is stopped. */
export function deliver(world: FakeWorld): void {
  if (!world.online) return;
  for (const each of [...world.queued]) {
    if (each.state === 'stopped' || (each.holdUntil ?? 0) > Date.now()) continue;
    if (each.note !== undefined) {
      world.queued = world.queued.filter((q) => q !== each);
      addNote(world, each.note, each.clientId);
      continue;
    }
    if (each.send === null) continue;
    const reason = refusal(world, each.send);
    if (reason !== undefined) {
      world.queued = world.queued.map((q) => (q === each ? { ...each, state: 'stopped', reason: reason.subcode, message: reason.message } : q));
      continue;
    }
    world.queued = world.queued.filter((q) => q !== each);
    addReply(world, each, each.send);
  }
  world.emit('outbox');
}

function refusal(world: FakeWorld, send: Send): BridgeError | undefined {
  const thread = world.need('threads', send.threadId);
  const other = world.messagesOf(send.threadId).some((each) => each.out && each.author !== world.state.userId && each.seq > send.seenSeq);
  if (send.onlyUnanswered && other) return new BridgeError('conflict', 'Somebody else has answered meanwhile. Look again and send it if it still fits.', 'answered');
  if (send.onlyUnchanged === true && (thread.changedSeq ?? 0) > send.seenSeq) return new BridgeError('conflict', 'The customer changed what they wrote. Look again, and send it if it still fits.', 'questionChanged');
  const { windowMs } = channelRules[thread.channel || 'whatsapp'];
  if (send.content.type !== 'template' && windowMs > 0 && world.now >= thread.lastCustomerAt + windowMs) {
    return new BridgeError('conflict', 'The 24-hour window is closed. Send a template instead.', 'windowClosed');
  }
  return undefined;
}

function addReply(world: FakeWorld, queued: Queued, send: Send): void {
  const { content } = send;
  if (content.type === 'reaction') {
    const target = world.need('messages', content.replyTo);
    const rest = target.reactions.filter((each) => !each.out);
    world.put('messages', { ...target, reactions: content.emoji === '' ? rest : [...rest, { out: true, emoji: content.emoji }] });
    return;
  }
  const template = content.template ? world.need('templates', content.template.templateId) : undefined;
  const params = content.template?.params ?? [];
  const text = template === undefined ? content.text : template.body.replace(/\{\{(\w+)\}\}/g, (() => { let i = 0; return () => params[i++] ?? ''; })());
  addMessage(world, {
    threadId: send.threadId, out: true, author: world.state.userId, clientId: queued.clientId, type: content.type, text, replyTo: content.replyTo,
    status: 'accepted', location: content.location,
    ...(content.choices && { choices: content.choices }),
    ...(content.card && { contacts: [{ ...content.card, phones: content.card.phones.map((each) => each.phone), kinds: content.card.phones.map((each) => each.kind), phonesHidden: false, department: '', urls: [], addresses: [], birthday: '' }] }),
    ...(template === undefined ? {} : { template: { name: template.name, language: template.language, header: template.headerText, footer: template.footer, buttons: [] } }),
    ...(queued.file ? { media: { id: world.id('med'), state: 'ready', reason: '', mime: queued.file.mime, size: queued.file.size, fileName: queued.file.fileName, voice: false, animated: false, width: 0, height: 0 } } : {}),
  });
}

/** Adds a message as the relay does: numbered, with the thread's row beside it. */
export function addMessage(world: FakeWorld, part: Partial<Message> & { threadId: string }): Message {
  const thread = world.need('threads', part.threadId);
  const seq = ++world.seq;
  const row = messageRow({ id: world.id('msg'), interactionId: thread.interactionId, seq, at: world.now, statusAt: world.now, ...part });
  const inbound = !row.out && row.type !== 'system';
  world.put('messages', row);
  world.put('threads', {
    ...thread, lastAt: row.at, lastSeq: seq, preview: row.text, previewKind: row.type, previewOut: row.out, previewStatus: row.out ? row.status : '',
    lastCustomerAt: inbound ? row.at : thread.lastCustomerAt,
  });
  return row;
}

/** Drafts, files and the queue. */
export function fakeCompose(world: FakeWorld): ComposeApi {
  return {
    drafts: async () => (world.note('compose.drafts', []), world.drafts),
    saveDraft: async (threadId, text) => {
      world.note('compose.saveDraft', [threadId, text]);
      world.drafts = [...world.drafts.filter((each) => each.threadId !== threadId), ...(text === '' ? [] : [{ threadId, text }])];
    },
    send: async (send, file, hold) => {
      world.note('compose.send', [send, file]);
      const held = hold.seconds > 0 ? { holdUntil: Date.now() + hold.seconds * 1000, batch: hold.batch } : {};
      const queued: Queued = { ...held, clientId: world.id('cmd'), threadId: send.threadId, name: 'message.send', send, start: null, file, state: 'waiting', reason: '', message: '', at: world.now };
      world.queued = [...world.queued, queued];
      world.draftFiles = world.draftFiles.filter((each) => each.file.localId !== file?.localId);
      queueMicrotask(() => deliver(world));
      return queued;
    },
    addNote: async (note) => {
      world.note('compose.addNote', [note]);
      const queued: Queued = { clientId: world.id('cmd'), threadId: note.threadId, name: 'note.add', send: null, start: null, note, file: null, state: 'waiting', reason: '', message: '', at: world.now };
      world.queued = [...world.queued, queued];
      queueMicrotask(() => deliver(world));
      return queued;
    },
    undoSend: async (clientId, draft) => {
      world.note('compose.undoSend', [clientId, draft]);
      const one = world.queued.find((each) => each.clientId === clientId);
      if (one === undefined) throw new BridgeError('notFound', 'This reply has gone.', 'queued');
      if (one.tried === true) throw new BridgeError('conflict', 'This is already being sent.', 'sending');
      const back = world.queued.filter((each) => each === one || ((one.batch ?? '') !== '' && each.batch === one.batch));
      world.queued = world.queued.filter((each) => !back.includes(each));
      world.emit('outbox');
      return back;
    },
    sendNow: async (clientId) => {
      world.note('compose.sendNow', [clientId]);
      const one = world.queued.find((each) => each.clientId === clientId);
      world.queued = world.queued.map((each) => (each.threadId === one?.threadId ? { ...each, holdUntil: 1 } : each));
      deliver(world);
    },
    queued: async () => world.queued,
    retry: async (clientId) => {
      world.note('compose.retry', [clientId]);
      world.queued = world.queued.map((each) =>
        each.clientId === clientId && each.send !== null ? { ...each, state: 'waiting', reason: '', message: '', send: { ...each.send, onlyUnanswered: false, onlyUnchanged: false } } : each,
      );
      deliver(world);
    },
    discard: async (clientId) => {
      world.note('compose.discard', [clientId]);
      world.queued = world.queued.filter((each) => each.clientId !== clientId);
      world.emit('outbox');
    },
    draftFiles: async () => (world.note('compose.draftFiles', []), world.draftFiles),
    attachBegin: async (threadId, fileName, size) => {
      world.note('compose.attachBegin', [threadId, fileName, size]);
      const localId = world.id('file');
      world.files.set(localId, { threadId, localId, fileName, mime: '', size, mediaId: '', bytes: 0, dropped: false });
      return localId;
    },
    attachChunk: async (localId, data) => {
      world.note('compose.attachChunk', [localId, data.length]);
      const file = world.files.get(localId);
      if (file !== undefined) file.bytes += atob(data).length;
    },
    attachEnd: async (localId) => {
      world.note('compose.attachEnd', [localId]);
      const file = world.files.get(localId);
      if (file === undefined || file.bytes !== file.size) throw new BridgeError('invalid', 'The file is not whole. Attach it again.', 'badFile');
      const mime = /\.(png|jpe?g)$/i.test(file.fileName) ? 'image/png' : /\.mp3$/i.test(file.fileName) ? 'audio/mpeg' : /\.ogg$/i.test(file.fileName) ? 'audio/ogg' : 'application/pdf';
      const ready = { localId, fileName: file.fileName, mime, size: file.size, mediaId: '', ...(file.voice === true && { voice: true }) };
      if (file.threadId !== '') world.draftFiles = [...world.draftFiles, { threadId: file.threadId, file: ready }];
      return ready;
    },
    voiceBegin: async (threadId) => {
      world.note('compose.voiceBegin', [threadId]);
      const localId = world.id('file');
      world.files.set(localId, { threadId, localId, fileName: 'voice-note.ogg', mime: '', size: 0, mediaId: '', voice: true, bytes: 0, dropped: false });
      return localId;
    },
    voiceChunk: async (localId, data) => {
      world.note('compose.voiceChunk', [localId, data.length]);
      const file = world.files.get(localId);
      if (file === undefined) throw new BridgeError('notFound', 'The file is not here. Attach it again.', 'noFile');
      file.bytes += atob(data).length;
      file.size = file.bytes;
      return { bytes: Math.round(file.bytes / 35), milliseconds: file.bytes / 96, playIcon: 512 * 1024, longest: 3_600_000 };
    },
    attachDrop: async (localId) => {
      world.note('compose.attachDrop', [localId]);
      const file = world.files.get(localId);
      if (file !== undefined) file.dropped = true;
      world.draftFiles = world.draftFiles.filter((each) => each.file.localId !== localId);
    },
  };
}

function move(world: FakeWorld, interactionId: string, thread: Partial<Thread>, interaction: Partial<Interaction>): void {
  const row = world.need('interactions', interactionId);
  const of = world.need('threads', row.threadId);
  const epoch = of.epoch + 1;
  world.put('interactions', { ...row, epoch, ...interaction });
  world.put('threads', { ...of, epoch, ...thread });
}

/** Offers, ends, hand-overs, read marks, contacts, presence, and the whole of a message. */
export function talkAnswers(world: FakeWorld): Answers<TalkName> {
  const me = (): string => world.state.userId;
  const own = (interactionId: string, owner: string): void => move(world, interactionId, { state: 'open', open: true, owner, access: 'full' }, { state: 'open', owner });
  const queue = (interactionId: string): void => move(world, interactionId, { state: 'waiting', owner: '' }, { state: 'waiting', owner: '' });
  const end = (interactionId: string, endReason: EndReason): void =>
    move(world, interactionId, { open: false, state: 'ended', endReason }, { state: 'ended', endedAt: world.now, endReason, endedBy: me(), disposition: 'archived', dispositionRule: 'ended' });
  const settle = (offerId: string, state: OfferState): string => {
    const offer = world.need('offers', offerId);
    if (offer.state !== 'open') throw new BridgeError('conflict', 'This offer is over.', 'offerOver');
    world.put('offers', { ...offer, state });
    return offer.interactionId;
  };
  const mine = (): readonly Thread[] => world.all('threads').filter((each) => each.open && each.owner === me());
  const readTo = (threadId: string): number => world.get('readMarks', threadId)?.upToSeq ?? 0;
  return {
    'offer.accept': ({ offerId }) => own(settle(offerId, 'accepted'), me()),
    'offer.decline': ({ offerId, reason, note }) => {
      const id = settle(offerId, 'declined');
      queue(id);
      const row = world.need('interactions', id);
      if (reason) world.put('interactions', { ...row, declines: [...(row.declines ?? []), { userId: me(), reason, ...(note ? { note } : {}) }] });
    },
    'interaction.priority': ({ interactionId, priority }) => world.put('threads', { ...world.need('threads', world.need('interactions', interactionId).threadId), priority }),
    'interaction.take': ({ interactionId }) => own(interactionId, me()),
    'interaction.archive': ({ interactionId }) => end(interactionId, 'archived'),
    'interaction.close': ({ interactionId }) => end(interactionId, 'closed'),
    'interaction.file': ({ interactionId, back }) => {
      const interaction = world.need('interactions', interactionId);
      const thread = world.need('threads', interaction.threadId);
      if (thread.open) throw new BridgeError('conflict', 'This conversation is going on. Archive ends it, if you have it.', 'notEnded');
      world.put('interactions', { ...interaction, filings: [...(interaction.filings ?? []), { at: world.now, by: me(), back }] });
      world.put('threads', { ...thread, filed: !back });
      return {};
    },
    'decision.replay': ({ decisionId }) => ({ same: true, version: world.need('decisions', decisionId).version, bytes: 812 }),
    'interaction.requeue': ({ interactionId }) => queue(interactionId),
    'interaction.transfer': ({ interactionId, to, inboxId }) => (to === '' ? move(world, interactionId, { state: 'waiting', owner: '', inboxId: inboxId ?? '' }, { state: 'waiting', owner: '', inboxId: inboxId ?? '' }) : own(interactionId, to)),
    'alert.unreached': () => ({ items: world.unreached }),
    'interaction.takeBack': ({ interactionId }) => own(interactionId, me()),
    'interaction.takers': ({ interactionId }) => ({ people: world.need('interactions', interactionId) && world.all('users').filter((each) => each.id !== me()).map((each) => ({ userId: each.id, open: 1, capacity: each.capacity, why: each.presence === 'online' ? '' : each.presence })) }),
    'shift.packet': () => {
      const next = world.all('users').find((each) => each.id !== me() && each.presence === 'online');
      return { items: mine().map((each) => ({ interactionId: each.interactionId, to: next?.id ?? '', reason: next === undefined ? '' : 'wonTurn', cause: next === undefined ? 'nobodyHere' : '', manual: false })) };
    },
    'shift.end': ({ items }) => ({
      items: items.map((each) => {
        const to = world.get('users', each.to ?? '');
        if (each.do === 'hand' && to?.presence !== 'online') return { interactionId: each.interactionId, epoch: each.epoch, said: { code: 'conflict', subcode: 'cannotTake', params: { context: 'otherOffline', who: to?.name ?? '' } } };
        if (each.do === 'hand') own(each.interactionId, each.to ?? '');
        if (each.do === 'queue') queue(each.interactionId);
        if (each.do === 'close') end(each.interactionId, 'closed');
        return { interactionId: each.interactionId, epoch: each.epoch + 1 };
      }),
    }),
    'shift.undo': ({ items }) => ({ items: items.map((each) => (own(each.interactionId, me()), { interactionId: each.interactionId, epoch: each.epoch + 1 })) }),
    'interaction.reopen': ({ threadId }) => {
      const id = world.id('int');
      const thread = world.need('threads', threadId);
      world.put('interactions', interactionRow({ id, threadId, state: 'open', owner: me(), startedAt: world.now }));
      world.put('threads', { ...thread, interactionId: id, open: true, state: 'open', owner: me(), epoch: 1, access: 'full', endReason: '', filed: false });
      return { id };
    },
    'draft.put': ({ threadId, text, replyTo, at, base, note }) => {
      const place = note === true ? `note/${threadId}` : threadId;
      if (Array.from(text).length > 4096) throw new BridgeError('invalid', 'This draft is too long to be kept. Shorten it, or attach it as a file.', 'tooLong');
      const before = world.keptDrafts.get(place);
      if (before !== undefined && before.at > at) return { newer: before };
      world.keptDrafts.set(place, { threadId, text, at, ...(note === true ? { note } : {}), ...(base ? { base } : {}), ...(replyTo ? { replyTo } : {}) });
      return {};
    },
    'draft.list': ({ since, notes }) => ({ items: [...world.keptDrafts.values()].filter((each) => each.at > since && (notes === true || each.note !== true)).sort((a, b) => a.at - b.at) }),
    // The fake has no colleagues: tests put them into its world.
    'thread.inView': () => ({}),
    'thread.read': ({ threadId, upToSeq }) => world.put('readMarks', { threadId, upToSeq: Math.max(upToSeq, readTo(threadId)), unread: false }),
    'thread.unread': ({ threadId }) => world.put('readMarks', { threadId, upToSeq: readTo(threadId), unread: true }),
    'message.resend': ({ messageId }) => {
      const row = world.need('messages', messageId);
      world.put('messages', { ...row, status: 'accepted', problem: null });
      return { messageId, threadId: row.threadId };
    },
    'identity.checked': ({ threadId, since }) => {
      if ((world.need('threads', threadId).identityAt ?? 0) !== since) throw new BridgeError('conflict', "The customer's phone or app has changed once more since you looked. Check again who it is.", 'identityAgain');
      world.put('threads', { ...world.need('threads', threadId), identityAt: 0, identityWrote: false });
      return {};
    },
    'message.cancel': ({ messageId }) => world.put('messages', { ...world.need('messages', messageId), status: 'cancelled' }),
    'message.erase': ({ messageId }) => world.put('messages', { ...world.need('messages', messageId), text: '', erased: true }),
    'message.whole': ({ messageId, from }) => {
      const parts = [world.need('messages', messageId).text, ' and the rest of it'];
      return { text: parts[from] ?? '', next: from + 1 < parts.length ? from + 1 : 0 };
    },
    'contact.save': ({ contactId, name, accountId }) => {
      const contact = world.need('contacts', contactId);
      world.put('contacts', { ...contact, savedName: name, accountId, label: name || contact.profileName || contact.username || accountId || contact.phone });
    },
    'optIn.add': ({ contactId, optIn }) => {
      const contact = world.need('contacts', contactId);
      const id = world.id('opt');
      const made = { ...optIn, id, by: me(), recordedAt: world.now, imported: false, withdrawnAt: 0, withdrawnBy: '' };
      world.put('contacts', { ...contact, optIns: [...(contact.optIns ?? []), made] });
      return { id };
    },
    'optIn.withdraw': ({ contactId, optInId }) => {
      const contact = world.need('contacts', contactId);
      const list = contact.optIns ?? [];
      if (!list.some((each) => each.id === optInId)) throw new BridgeError('notFound', '', 'optIn');
      world.put('contacts', { ...contact, optIns: list.map((each) => (each.id === optInId && each.withdrawnAt === 0 ? { ...each, withdrawnAt: world.now, withdrawnBy: me() } : each)) });
    },
    'presence.set': ({ userId, state, reason }) => {
      const user = world.need('users', userId === '' ? me() : userId);
      world.put('users', { ...user, presence: state, chosen: state, presenceReason: reason, presenceSince: world.now });
    },
    'notice.read': ({ ids }) => world.put('notices', ...world.all('notices').filter((each) => ids.length === 0 || ids.includes(each.id)).map((each) => ({ ...each, read: true }))),
  };
}

/** Begins a conversation as the app does it: the template goes out, and its thread is there. */
export function startThread(world: FakeWorld): ThreadsApi['start'] {
  return async (start, file) => {
    world.note('threads.start', [start, file]);
    if (!world.online) throw new BridgeError('unavailable', 'There is no connection to the relay.', 'offline');
    const me = world.state.userId;
    const threadId = world.id('thr');
    const contactId = start.contactId === '' ? world.id('con') : start.contactId;
    if (start.contactId === '') world.put('contacts', contactRow({ id: contactId, savedName: start.name, phone: start.phone, label: start.name || start.phone }));
    world.put('interactions', interactionRow({ id: `int_${threadId}`, threadId, owner: me, businessStarted: true, startedAt: world.now, disposition: 'initiated', dispositionRule: 'noAnswerYet' }));
    world.put('threads', threadRow({ id: threadId, contactId, numberId: start.numberId, owner: me, lastCustomerAt: 0, lastAt: world.now }));
    const written = start.text ?? '';
    const words = written === '' ? ({ type: 'template', text: world.need('templates', start.template.templateId).body } as const) : ({ type: 'text', text: written } as const);
    const row = addMessage(world, { threadId, out: true, author: me, ...words, status: 'accepted' });
    return { messageId: row.id, threadId };
  };
}
