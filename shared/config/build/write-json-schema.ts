import { writeFileSync } from 'node:fs';
import { registryJsonSchema } from './json-schema.ts';

// npm run schema: after a change to schema.ts. A test holds that the committed file is current.
writeFileSync('registry.schema.json', registryJsonSchema());
