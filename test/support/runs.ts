/** So many runs of a property in `npm run test:long`, and a tenth of them in `npm test`. */
export function runs(many: number): number {
  return process.env.LONG_TESTS ? many : Math.ceil(many / 10);
}
