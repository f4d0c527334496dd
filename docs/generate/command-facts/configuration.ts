import { type CommandFacts, mark } from './permissions.ts';

const unnamed = { when: 'without `--stack`', actions: ['ecr:DescribeRepositoryCreationTemplates'] };
const account = { when: 'with `--account`', actions: ['ecr:DescribeRegistry'] };

/** All of what is written to the ledger `<stack>-ledger`, and the event. */
const activating = [
  'sts:GetCallerIdentity',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'events:PutEvents',
];

const counting = {
  when: 'where no configuration is active, or its number cannot be read',
  actions: ['dynamodb:Scan'],
};

/** Verbs about the configuration that functions work with. */
export const configuration: Readonly<Record<string, CommandFacts>> = {
  'config push': {
    error: 'the answer was no',
    permissions: [{ actions: [...activating, ...mark] }, counting],
  },
  'config list': {
    permissions: [
      { actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'] },
      counting,
      unnamed,
      account,
    ],
  },
  'config show': { permissions: [{ actions: ['dynamodb:GetItem'] }, unnamed, account] },
  'config rollback': {
    error: 'the answer was no',
    permissions: [{ actions: activating }, counting, unnamed, account],
  },
};
