import { writeFileSync } from 'node:fs';
import { generatedPages } from './pages.ts';

// npm run docs: after a change to what the pages are made from. A test holds that the committed pages are current.
for (const [path, text] of await generatedPages()) writeFileSync(path, text);
