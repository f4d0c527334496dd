import { hitInWords, staysBecause } from '../registry/lifecycle/policy-preview.ts';
import type { RepositoryReport } from './report.ts';

/** What a person has to know of a policy, a sentence each: what is in use and would go, doubts, and mistakes. */
export function foundIn({ preview, findings, notLinted }: RepositoryReport): string[] {
  const use = preview.state === 'known' ? preview.use : undefined;
  const unknown = preview.state === 'known' ? undefined : staysBecause(preview);
  return [
    ...(unknown === undefined ? [] : [unknown]),
    ...(use?.inUse ?? []).map((hit) => `in use: rule ${hit.rule} would ${hitInWords(hit)}`),
    ...(use && use.more > 0 ? [`in use: and ${use.more} more`] : []),
    ...(use?.doubts ?? []).map((doubt) => `may be in use: ${doubt}`),
    ...findings.map(({ level, id, rule, text, todo }) => {
      return `${level}: rule ${rule} ${text}. ${todo}. (${id})`;
    }),
    ...(notLinted === undefined ? [] : [`not checked for mistakes: ${notLinted}`]),
  ];
}
