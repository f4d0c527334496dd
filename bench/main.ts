/**
 * `npm run bench` measures cold starts; `npm run bench -- retries` (minutes) the cost of throttling; `npm run bench
 * -- distribution` the local registry compared with Debian's; `npm run bench -- inventory` (minutes) calls, time,
 * memory and CPU of reading a registry; `npm run bench -- nightly` (minutes) the durable execution of 100,000
 * repositories; `npm run bench -- burst` (minutes) 10,000 pushes at once; `npm run bench -- reaction` how long an
 * invalid tag exists; `npm run bench -- pause` (a minute) how long a run acts on after `pause`; `npm run bench -- first-event`
 * the first event of a new function, with its configuration; `npm run bench -- carriers` what each way to hand a
 * configuration to a function costs its start; `npm run bench -- walk` (three quarters of an hour) a night of all
 * capabilities, beside what their scheduled runs took before the walk; `npm run bench -- uses` (minutes) what it costs a
 * night to find out what runs; `npm run bench -- retention` (five minutes) what retention and ecrm delete of the same account;
 * `npm run bench -- largest` (three minutes) the walk over a repository of 100,000 images.
 */
const benches = {
  burst: () => import('./burst.ts'),
  'cold-start': () => import('./cold-start.ts'),
  carriers: () => import('./carriers.ts'),
  distribution: () => import('./distribution.ts'),
  'first-event': () => import('./first-event.ts'),
  inventory: () => import('./inventory.ts'),
  largest: () => import('./largest.ts'),
  nightly: () => import('./nightly.ts'),
  pause: () => import('./pause.ts'),
  reaction: () => import('./reaction.ts'),
  retention: () => import('./retention.ts'),
  retries: () => import('./retries.ts'),
  uses: () => import('./uses.ts'),
  walk: () => import('./walk.ts'),
};

const [name = 'cold-start'] = process.argv.slice(2);
if (!Object.hasOwn(benches, name)) {
  console.error(`there is no benchmark ${name}: use one of ${Object.keys(benches).join(', ')}`);
  process.exit(1);
}
await benches[name as keyof typeof benches]();
