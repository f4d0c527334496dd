import { walkOnce } from '../walk/once.ts';

/** Walks once, on the day that its parent says: a time in ISO 8601. */
console.log(JSON.stringify(await walkOnce(new Date(process.argv[2] ?? ''))));
process.exit();
