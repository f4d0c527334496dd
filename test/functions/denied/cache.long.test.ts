import { deniedInTurn } from './in-turn.ts';
import { cache, emptied, firstRules, firstTemplate } from './scenarios-cache.ts';

await deniedInTurn([cache, firstRules, firstTemplate, emptied]);
