import { globSync } from 'node:fs';

/** The tests of a folder itself: those that mirror it. They need no bundles. */
export const ownTests = (folder: string): string[] =>
  globSync([`test/${folder}/**/*.test.ts`, `test/${folder}.test.ts`])
    .filter((file) => !/\.(browser|long)\./.test(file) && !needsBundles.includes(file))
    .sort();

const needsBundles = ['test/shared/runtime/wrap-durable.test.ts'];

/** The functions and commands of a folder: slow, for what its own tests do not notice. */
const others: Readonly<Record<string, readonly string[]>> = {
  'shared/actions': ['functions/harm', 'functions/ledger', 'cli/history', 'cli/allow', 'cli/undo'],
  'shared/alerts': ['functions/drift', 'functions/ledger', 'functions/naming', 'cli/history'],
  'shared/baseline': ['functions/repository', 'functions/drift', 'cli/baseline'],
  'shared/cache': [
    'functions/cache',
    'functions/credential',
    'cli/apply',
    'cli/plan',
    'cli/doctor',
  ],
  'shared/config': ['functions/validate', 'cli/bad-input', 'cli/notes'],
  'shared/inventory': [
    'functions/walk',
    'functions/walk-inventory',
    'functions/walk-targets',
    'cli/inventory',
  ],
  'shared/naming': ['functions/naming', 'functions/push', 'cli/check', 'cli/repositories'],
  'shared/registry': ['functions/push', 'functions/repository', 'cli/snapshot', 'cli/baseline'],
  'shared/replication': ['functions/replication'],
  'shared/runtime': ['functions/all', 'functions/bad-input', 'cli/network'],
  'shared/scanning': ['functions/scan', 'cli/scan'],
  'shared/steward': ['functions/harm', 'cli/undo', 'cli/before-it-acts'],
  'shared/deletions': ['functions/deletion'],
  'shared/usage': ['functions/storage-class'],
  'shared/tags': ['functions/moved-tags'],
  'shared/alarms': ['functions/alarm'],
  'shared/unknown': ['functions/unknown-event'],
  'shared/use': ['functions/harm', 'cli/account'],
};

/** Wherever it stands under that folder, quick or long. */
export const otherTests = (folder: string): string[] =>
  (others[folder] ?? []).flatMap((name) => {
    const [home, file] = name.split('/');
    return globSync(`test/${home}/**/${file}{,.long}.test.ts`);
  });
