import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { FORMAT } from '../../../../shared/config/active/item.ts';
import { loadRegistryConfig } from '../../../../shared/config/load.ts';
import { registrySchema } from '../../../../shared/config/schema/schema.ts';

/**
 * The shape of what is compiled, by the format that it has. When this fails: could a function of the version before
 * misread what is compiled now, or one of this version what was compiled then? A new optional key that is absent in
 * between is harmless; a key that was renamed, or is required now, is not: raise FORMAT. Then write the new hash here.
 */
const shapes: Readonly<Record<number, string>> = {
  2: 'e7dcb3e3940954f1',
};

test('a change of what is compiled is noticed, as functions of two versions may read it', () => {
  const schema = z.toJSONSchema(registrySchema, { io: 'output', unrepresentable: 'any' });
  const text = JSON.stringify(schema, (key, value) => (key === 'description' ? undefined : value));
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  expect(shapes).toEqual({ [FORMAT]: hash });
});

test('what is compiled is JSON: nothing of it is lost in the ledger', () => {
  const config = loadRegistryConfig('registry.yml');
  expect(JSON.parse(JSON.stringify(config))).toEqual(config);
});
