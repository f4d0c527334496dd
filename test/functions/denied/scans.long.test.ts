import { deniedInTurn } from './in-turn.ts';
import { scan, scanSweep } from './scenarios-scans.ts';

await deniedInTurn([scan()]);
await deniedInTurn([scanSweep]);
