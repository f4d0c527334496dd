import * as z from 'zod';
import { registrySchema } from '../schema/schema.ts';

/** registry.schema.json: what editors complete and check registry.yml with. */
export function registryJsonSchema(): string {
  const schema = z.toJSONSchema(registrySchema, { io: 'input' });
  return `${JSON.stringify({ title: 'registry.yml of ecr-steward', ...schema }, null, 2)}\n`;
}
