import { kindOf, type RightsRequest, recordedRequests } from './record.ts';

/** Actions that a run has asked for and the record does not have: it no longer says all that functions need. */
export function unrecorded(requests: readonly RightsRequest[]): string[] {
  if (process.env.RECORD_REQUESTS) return [];
  const anywhere = (request: RightsRequest) => kindOf({ ...request, parameters: {} });
  const recorded = new Set(recordedRequests().map(anywhere));
  return [...new Set(requests.map(anywhere))]
    .filter((kind) => !recorded.has(kind))
    .map((kind) => `record it by npm run mutants -- template --record: ${kind}`);
}
