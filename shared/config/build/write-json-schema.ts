import { writeFileSync } from 'node:fs';
import { registryJsonSchema } from './json-schema.ts';

// `npm run schema`, after a change of the schema. A test checks that the committed file is current.
writeFileSync('registry.schema.json', registryJsonSchema());
