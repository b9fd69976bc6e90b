/** Message templates that are written here. */
import { call } from './call';
import { services } from './go';
import { type Ask, request } from './request';
import type { DraftTemplate, QueuedFile, TemplateChecked, TemplateSubmitted } from './types';

const go = services.Threads;

/** The service as the screens know it; errors are BridgeErrors. */
export interface TemplatesApi {
  /** Saves a draft: of a new template (no templateId), or a new wording of one that there is. */
  draft(draft: DraftTemplate): Promise<{ id: string }>;
  /** Throws a draft away; a template that exists only here goes with it. */
  discard(templateId: string): Promise<void>;
  /** What the provider would refuse of a draft. */
  check(templateId: string): Promise<TemplateChecked>;
  /** Gives a draft to the provider for its review. */
  submit(templateId: string): Promise<TemplateSubmitted>;
  /** Deletes a template at its provider, in this language or in all. */
  remove(templateId: string, all: boolean): Promise<void>;
  /** Gives the provider a file that stands for those at a template's head, and names it there. */
  sample(wabaId: string, headerKind: string, file: QueuedFile): Promise<string>;
  /** Asks the provider for the templates of an account. */
  pull(wabaId: string): Promise<void>;
}

/** The service over somebody who answers what the relay is asked. */
export const templatesOver = (ask: Ask): TemplatesApi => ({
  draft: (draft) => ask('template.draft', draft),
  discard: async (templateId) => void (await ask('template.discard', { templateId })),
  check: (templateId) => ask('template.check', { templateId }),
  submit: (templateId) => ask('template.submit', { templateId }),
  remove: async (templateId, all) => void (await ask('template.delete', { templateId, all })),
  sample: async (wabaId, headerKind, file) => (await call(() => go.TemplateSample(wabaId, headerKind, file))).handle,
  pull: async (wabaId) => void (await ask('templates.pull', { wabaId })),
});

/** The service in Go. */
export const templates = templatesOver(request);
