import type { ChangeKind } from '../../changes/kind.ts';
import { differing } from '../../registry/settings/same.ts';
import { templateKeys } from './template.ts';
import { currentTemplate, type TemplateChange, writeTemplate } from './write.ts';

/** What is deleted may be in use. */
export const templateKind: ChangeKind<TemplateChange> = {
  nameOf: ({ prefix }) => `${prefix} template`,
  targetOf: ({ prefix }) => `the template ${prefix}`,
  limit: 'cache',
  canBreak: ({ action }) => action === 'delete',
  write: writeTemplate,
  current: (ecr, { prefix }) => currentTemplate(ecr, prefix),
  isSame: (a, b) => differing(a, b, templateKeys).length === 0,
};
