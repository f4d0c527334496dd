import { writeFileSync } from 'node:fs';
import { generatedPages } from './pages.ts';

// npm run docs: run it after a change of what the pages are generated from. A test checks that the committed pages are current.
for (const [path, text] of await generatedPages()) writeFileSync(path, text);
