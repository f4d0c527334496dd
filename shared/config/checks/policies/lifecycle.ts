import type { SourceDocument } from '../../document/document.ts';
import type { Finding } from '../../document/finding.ts';
import { asFields, each, type Fields, isMap, listOfFields } from '../../schema/fields.ts';
import { oneOf, selectionChecks, typos } from './selection.ts';

type Path = readonly PropertyKey[];
type Source = Pick<SourceDocument, 'unquoted'>;

const MOST_CHARACTERS = 30_720;

const ruleKeys = ['rulePriority', 'description', 'selection', 'action'];

/**
 * What ECR refuses in a lifecycle policy (Amazon ECR user guide, "Lifecycle policy properties"). It is put after the
 * repository is created: so it is said before. What is not known to be refused passes, as ECR may learn more.
 */
export function lifecyclePolicyChecks(policy: unknown, path: Path, source: Source): Finding[] {
  if (policy === undefined) return [];
  const { rules: given } = asFields(policy);
  const rules = listOfFields(given);
  const at = [...path, 'rules'];
  const { length } = JSON.stringify(policy) ?? '';
  return [
    ...typos(asFields(policy), ['rules'], path),
    ...(Array.isArray(given) ? each(given, at) : []).flatMap((rule) =>
      ruleChecks(rule.value, rule.path, source),
    ),
    ...priorities(rules, at),
    ...anyIsLast(rules, at),
    ...(length > MOST_CHARACTERS
      ? [
          {
            path,
            message: `has ${length} characters, and ECR takes ${MOST_CHARACTERS}: shorten it`,
          },
        ]
      : []),
  ];
}

function ruleChecks(rule: unknown, path: Path, source: Source): Finding[] {
  if (!isMap(rule)) return [];
  const { selection, action } = rule;
  return [
    ...typos(rule, ruleKeys, path),
    ...(isMap(selection)
      ? selectionChecks(selection, [...path, 'selection'], source)
      : [{ path: [...path, 'selection'], message: noSelection }]),
    ...(isMap(action)
      ? actionChecks(action, [...path, 'action'])
      : [{ path: [...path, 'action'], message: 'has to be a map such as {type: expire}' }]),
  ];
}

const noSelection =
  'has to be a map such as {tagStatus: any, countType: imageCountMoreThan, countNumber: 50}';

function actionChecks(action: Fields, path: Path): Finding[] {
  return [
    ...typos(action, ['type', 'targetStorageClass'], path),
    ...oneOf(action, 'type', ['expire', 'transition'], path),
    ...(action.type === 'transition' ? oneOf(action, 'targetStorageClass', ['archive'], path) : []),
  ];
}

function priorities(rules: readonly Fields[], path: Path): Finding[] {
  const all = rules.map(({ rulePriority }) => rulePriority);
  return all.flatMap((priority, index) => {
    const first = all.indexOf(priority);
    if (typeof priority !== 'number' || first === index) return [];
    const message = `${priority} is the priority of rules[${first}] already: each needs another one`;
    return [{ path: [...path, index, 'rulePriority'], message }];
  });
}

/** Of the rules of a storage class, the one for any image decides last. */
function anyIsLast(rules: readonly Fields[], path: Path): Finding[] {
  return rules.flatMap(({ rulePriority, selection }, index) => {
    const { tagStatus, storageClass = 'standard' } = asFields(selection);
    if (tagStatus !== 'any') return [];
    const isBefore = rules.some((other) => {
      const { storageClass: ofOther = 'standard' } = asFields(other.selection);
      return ofOther === storageClass && Number(other.rulePriority) > Number(rulePriority);
    });
    const message = 'has to be the highest, as the rule is for any image: raise it';
    return isBefore ? [{ path: [...path, index, 'rulePriority'], message }] : [];
  });
}
