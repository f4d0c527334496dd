import type { CacheChange, PolicyChange, RuleChange, TemplateChange } from './change.ts';
import type { RuleState } from './rules/rule.ts';

/** A change of a rule, a template or a statement: what is made and deleted as a whole. */
export type WholeChange = RuleChange | TemplateChange | PolicyChange;

const reason = 'undone';

/** The change that undoes a change; undefined where it changed nothing. */
export function inverse(change: WholeChange): WholeChange | undefined {
  switch (change.action) {
    case 'create':
      return { ...told(change), action: 'delete', before: change.after, reason } as WholeChange;
    case 'delete':
      return { ...told(change), action: 'create', after: change.before, reason } as WholeChange;
    case 'update':
    case 'replace': {
      const { before, after } = change;
      const swapped = { before: after, after: before, reason };
      return { ...told(change), ...swapped, action: actionBack(change) } as WholeChange;
    }
    default:
      return undefined;
  }
}

/** ECR can give a rule a credential or a role, but never remove one: then the rule is recreated. */
function actionBack(change: Extract<WholeChange, { action: 'update' | 'replace' }>) {
  if (change.kind !== 'rule' || change.action === 'replace') return change.action;
  const lacks = (key: keyof RuleState) => change.after[key] && !change.before[key];
  return lacks('credentialArn') || lacks('customRoleArn') ? 'replace' : 'update';
}

function told({ kind, prefix }: WholeChange): Pick<CacheChange, 'kind' | 'prefix'> {
  return { kind, prefix };
}
