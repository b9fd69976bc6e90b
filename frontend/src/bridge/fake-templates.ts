/** Answers about templates that are written here. */
import { BridgeError } from './errors';
import { templateRow } from './fake-rows';
import type { Answers } from './fake-answers';
import type { FakeWorld } from './fake-world';
import type { TemplatesApi } from './templates';
import type { TemplateFault } from './types';

/** What the provider says. */
export interface Authored {
  /** What it would refuse, by the template's id. */
  readonly faults: Map<string, TemplateFault[]>;
  /** The category that it makes of every other. */
  category: string;
}

/** A provider that refuses nothing. */
export function newAuthored(): Authored {
  return { faults: new Map(), category: '' };
}

/** The answers. */
export function templateAnswers(world: FakeWorld, authored: Authored): Answers<'template.check' | 'template.delete' | 'template.discard' | 'template.draft' | 'template.submit'> {
  return {
    'template.draft': ({ templateId, wabaId, name, language, version, rename, ...wording }) => {
      const id = templateId === '' ? world.id('tpl') : templateId;
      const before = templateId === '' ? templateRow({ id, wabaId, name, language, category: wording.category, status: 'DRAFT', body: '' }) : world.need('templates', id);
      if ((before.draft?.version ?? 0) !== version) throw new BridgeError('conflict', 'Somebody else has changed this draft.', 'draft');
      for (const each of world.all('templates')) {
        if (rename !== undefined && rename !== '' && each.wabaId === before.wabaId && each.name === before.name) world.put('templates', { ...each, name: rename });
      }
      world.put('templates', { ...before, ...(rename !== undefined && rename !== '' && { name: rename }), draft: { ...wording, version: version + 1, by: world.state.userId, at: world.now } });
      return { id };
    },
    'template.discard': ({ templateId }) => {
      const { draft, ...row } = world.need('templates', templateId);
      if (draft === null) throw new BridgeError('conflict', 'This template has no draft.', 'draft');
      if (row.status === 'DRAFT') world.drop('templates', templateId);
      else world.put('templates', { ...row, draft: null });
    },
    'template.check': ({ templateId }) => (world.need('templates', templateId), { faults: authored.faults.get(templateId) ?? [] }),
    'template.submit': ({ templateId }) => {
      const { draft, ...row } = world.need('templates', templateId);
      if (draft === null) throw new BridgeError('conflict', 'This template has no draft.', 'draft');
      const category = authored.category === '' ? draft.category : authored.category;
      const { headerText, body, footer, headerKind = '', buttons = [], samples = [], fills = [] } = draft;
      world.put('templates', { ...row, headerText, body, footer, headerKind, buttons, samples, fills, category, asked: draft.category, status: 'PENDING', rejectedReason: '', submittedAt: world.now, draft: null });
      return { status: 'PENDING', category };
    },
    'template.delete': ({ templateId, all }) => {
      const row = world.need('templates', templateId);
      for (const each of world.all('templates')) {
        if (each.id === templateId || (all && each.name === row.name && each.wabaId === row.wabaId)) world.put('templates', { ...each, status: 'DELETED' });
      }
    },
  };
}

/** Gives the provider a file as the app does it. */
export function fakeSample(world: FakeWorld): TemplatesApi['sample'] {
  return async (wabaId, headerKind, file) => {
    world.note('templates.sample', [wabaId, headerKind, file]);
    return `4::${file.fileName}`;
  };
}
