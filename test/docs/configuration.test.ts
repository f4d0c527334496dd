import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { examplesOf } from '../../docs/generate/examples.ts';
import {
  configurationRights,
  nestedRights,
} from '../../docs/generate/facts/configuration-rights.ts';
import { allKeys, blockNames } from '../../docs/generate/facts/schema-keys.ts';
import { configurationPage } from '../../docs/generate/pages/configuration.ts';
import { functionsOf } from '../../local/stack/functions/functions.ts';
import { parseRegistryConfig, readRegistryConfig } from '../../shared/config/load.ts';
import { packagedService, stackGiven } from '../resources/given.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const keys = allKeys();

describe('every key of registry.yml', () => {
  test('has a description of whole sentences', () => {
    expect(pathsOf(keys.filter(({ description }) => !/^\w.{10,}\.$/s.test(description)))).toEqual(
      [],
    );
  });

  test('with a default in the schema says so in its description, which is all that editors show', () => {
    const wrong = keys.filter(({ default: value, description }) => {
      if (value === undefined) return false;
      const said = description.replaceAll('", "', '","');
      return !new RegExp(`Default ${RegExp.escape(value)}([.:;,]|$)`).test(said);
    });
    expect(pathsOf(wrong)).toEqual([]);
  });

  test('that may be left out says what holds without it', () => {
    const optional = keys.filter(({ path, required, type }) => {
      return path.includes('.') && !required && type !== 'block';
    });
    expect(optional.length).toBeGreaterThan(100);
    expect(pathsOf(optional.filter((it) => !/ Default:? /.test(it.description)))).toEqual([]);
  });

  test('has an example', () => {
    const shown = blockNames.flatMap((name) =>
      examplesOf(name).flatMap((text) => pathsIn(parse(text), '')),
    );
    const missing = pathsOf(keys).filter((path) => !shown.includes(path));
    // Those of limits are alike: a kind shows some of them.
    expect(missing.filter((path) => !path.startsWith('limits.'))).toEqual([]);
  });

  test('is on the page, by the name that it has in its table', () => {
    const text = configurationPage();
    const missing = keys.filter(({ path }) => {
      const [block = '', ...rest] = path.split('.');
      if (block === 'limits') return !text.includes('`limits.<kind>.perRun.count`');
      const names = rest.map((_, index) => rest.slice(index).join('.'));
      return !text.includes(`## ${block.replace('[]', '')}`) || !named(names, text);
    });
    expect(pathsOf(missing)).toEqual([]);
  });
});

describe('the examples', () => {
  const all = blockNames.flatMap((name) => examplesOf(name).map((text) => [name, text] as const));

  test.each(all)('of %s are right, and nothing in them is idle', async (name, text) => {
    const folder = await temporaryFolder({ 'registry.yml': text });
    const { notes } = readRegistryConfig(`${folder}/registry.yml`);
    expect(notes).toEqual([]);
    expect(Object.keys(parse(text))).toEqual([name]);
  });

  test('of limits leave the others at their defaults', () => {
    const { limits } = parseRegistryConfig(examplesOf('limits').join('\n'));
    expect(limits.cache).toMatchObject({ perRun: { count: 2, percent: 100 } });
  });
});

describe('the calls that a key brings', () => {
  let allowed: ReadonlyMap<string, ReadonlySet<string>>;

  beforeAll(async () => {
    allowed = await rolesOfFunctions();
  });

  test('may be made by the functions that read it', () => {
    const refused = blocks().flatMap(([name, { functions, actions }]) => {
      const all = new Set(functions.flatMap((it) => [...(allowed.get(it) ?? [])]));
      return actions.filter((it) => !all.has(it)).map((it) => `${name}: ${it}`);
    });
    expect(refused).toEqual([]);
  });

  test('are all that the functions may do of their own services', () => {
    const told = (key: string) =>
      new Set(blocks().flatMap(([, it]) => (it.functions.includes(key) ? it.actions : [])));
    const silent = [...allowed].flatMap(([key, actions]) => {
      const known = told(key);
      if (known.size === 0) return [];
      const own = [...actions].filter((it) => /^(ecr|secretsmanager|inspector2|s3):/.test(it));
      return own.filter((it) => !known.has(it)).map((it) => `${key}: ${it}`);
    });
    // To route an alert, every function reads whose a repository is.
    const others = silent.filter((it) => !it.endsWith('ecr:ListTagsForResource'));
    // No key decides whether replication is checked: every stack does.
    expect(others).toEqual(['walk: ecr:DescribeImageReplicationStatus']);
  });
});

function pathsOf(some: readonly { path: string }[]): string[] {
  return some.map(({ path }) => path);
}

interface Block {
  functions: readonly string[];
  actions: readonly string[];
}

function blocks(): [string, Block][] {
  return Object.entries(configurationRights).map(([name, { functions, always, keys }]) => {
    const nested = Object.entries(nestedRights).filter(([path]) => path.startsWith(name));
    const lists = [keys, ...nested.map(([, rights]) => rights)].flatMap(Object.values);
    return [
      name,
      { functions: functions.length ? functions : ['push'], actions: [...always, ...lists.flat()] },
    ];
  });
}

/** Of a stack whose parameters allow as much as they can. */
async function rolesOfFunctions() {
  const role = 'arn:aws:iam::111122223333:role/x';
  const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const { stack, actionsOf } = stackGiven(await packagedService(), {
    ...{ Naming: 'enforce', Repositories: 'create', MovedTags: 'observe', Scanning: 'enforce' },
    RepositoryKeys: key,
    Retention: 'delete',
    UnusedRepositories: 'delete',
    Shield: 'enforce',
    ...{ UseEcs: 'on', UseLambda: 'on', UseAppRunner: 'on', UseInspector: 'on' },
    ...{ UseBatch: 'on', UseSageMaker: 'on', UseFileKeys: key },
    ...{ UseFiles: 'uses/a.json', UseFileBuckets: 'uses', UseRestore: 'enforce' },
    ...{ Cache: 'delete', CacheTemplates: 'enforce' },
    ...{ RegistryScanning: 'enhanced', RegistryReplication: 'backfill' },
    ...{ RegistrySigning: 'enforce', RegistryExclusions: 'enforce' },
    ...{ RegistryAccount: 'enforce', RegistryPolicy: 'enforce' },
    ...{ CachePullers: 'enforce', PassedRoles: role, WarmRepositories: '*', SecretReading: 'on' },
    ...{ RegistryScanning: 'enhanced', RegistrySigning: 'enforce', RegistryAccount: 'enforce' },
    ...{ RegistryExclusions: 'enforce', RegistryPolicy: 'enforce' },
    ...{ InventoryRoles: role, InventoryManifests: 'on' },
    ...{ OwnerTopics: 'arn:aws:sns:eu-west-1:123456789012:a' },
  });
  const roles = Object.values(stack.resources);
  return new Map(
    functionsOf(stack).map(({ key, roleArn }) => {
      const { logicalId = '' } = roles.find(({ arn }) => arn === roleArn) ?? {};
      return [key, new Set(actionsOf(logicalId))];
    }),
  );
}

function named(names: readonly string[], text: string): boolean {
  return names.length === 0 || names.some((name) => text.includes(`| \`${name}\` |`));
}

/** `a`, `a.b`, `a[].b` of a document. */
function pathsIn(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return [at, ...pathsIn(inner, at)];
  });
}
