import { limitedKinds } from '../../../shared/config/schema/limited-kinds.ts';
import { code, page, plain, table } from '../markdown.ts';
import { allKeys, type Key } from './schema-keys.ts';

const bounds = ['perRun.count', 'perRun.percent', 'perDay.count', 'perDay.percent'];

/** `limits:` has the same keys for each kind of action: a table with a row per kind and its defaults. */
export function limitsTable(): string {
  const keys = new Map(allKeys().map((key) => [key.path, key]));
  const at = (path: string): Key => {
    const key = keys.get(path);
    if (key === undefined) throw new Error(`registry.yml has no key ${path}`);
    return key;
  };
  const rows = Object.entries(limitedKinds).map(([kind, what]) => [
    code(`limits.${kind}`),
    what,
    ...bounds.map((bound) => code(at(`limits.${kind}.${bound}`).default ?? '')),
  ]);
  const meanings = bounds.map((bound) => {
    const { type, description } = at(`limits.expire.${bound}`);
    return [
      code(`limits.<kind>.${bound}`),
      type,
      plain(description.replace(/ Default \d+\.$/, '')),
    ];
  });
  const rates = ['limits.maxCallsPerSecond', 'limits.maxPutImagesPerSecond'].map((path) => {
    const { type, default: value, description } = at(path);
    const meaning = plain(description.replace(/ Default [\d.]+$/, ''));
    return [code(path), type, value === undefined ? 'none' : code(value), meaning];
  });
  return page([
    'Each kind of action has these four keys; a key that is left out keeps its default:',
    table(['Key', 'Type', 'Meaning'], meanings),
    'The defaults:',
    table(['Kind', 'What is counted', ...bounds.map(code)], rows),
    'How fast ECR is called:',
    table(['Key', 'Type', 'Default', 'Meaning'], rates),
  ]).trimEnd();
}
